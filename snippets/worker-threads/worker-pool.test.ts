import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';
import { WorkerPool } from './worker-pool.pool.ts';
import { move, serve } from './worker-pool.serve.ts';

// This file is also the file of the threads that it tests.
type Work = [what: keyof typeof works, value?: unknown];
const works = {
  echo: (value: unknown) => value,
  later: async (value: unknown) => (await sleep(Number(value)), value),
  throw: (value: unknown) => {
    throw Object.assign(new TypeError('thrown'), { code: 'E_OWN', value });
  },
  'throw text': () => {
    throw 'out of luck';
  },
  'throw what cannot be cloned': () => {
    throw Object.assign(new Error('odd'), { method: () => 1 });
  },
  exit: (code: unknown) => process.exit(Number(code)),
  fill: () => {
    const kept: unknown[] = [];
    for (;;) kept.push({ n: kept.length });
  },
  'return a function': () => () => 1,
  'return what cannot be read': () => {
    let deep: unknown[] = [];
    for (let i = 0; i < 10_000; i++) deep = [deep];
    return deep;
  },
  spin: () => {
    for (;;);
  },
  busy: (ms: unknown) => {
    const end = performance.now() + Number(ms);
    while (performance.now() < end);
    return ms;
  },
  move: (bytes: unknown) => {
    const pixels = bytes as Uint8Array<ArrayBuffer>;
    pixels[0]! += 1;
    return move(pixels, [pixels.buffer]);
  },
  count: (cells: unknown) => Atomics.add(cells as Int32Array, 0, 1),
  'count and spin': (cells: unknown) => {
    Atomics.add(cells as Int32Array, 0, 1);
    for (;;);
  },
} satisfies Record<string, (value: unknown) => unknown>;

type Options = ConstructorParameters<typeof WorkerPool>[1];

/** A pool that the test closes, whatever happens. */
function start(
  t: TestContext,
  options: Options = {},
): WorkerPool<Work, unknown> {
  const pool = new WorkerPool<Work, unknown>(new URL(import.meta.url), options);
  t.after(() => pool.destroy());
  return pool;
}

/** Waits until a task has told through shared memory that it runs. */
async function begun(cells: Int32Array): Promise<void> {
  while (Atomics.load(cells, 0) === 0) await sleep(1);
}
/** Collects garbage, as --expose-gc would allow. */
function collect(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
}
const sharedCell = (): Int32Array => new Int32Array(new SharedArrayBuffer(4));

if (!isMainThread) {
  serve(([what, value]: Work) => works[what](value));
} else {
  test('answers many tasks, each with its own result', async (t) => {
    const pool = start(t);
    const inputs = Array.from({ length: 500 }, (_, i) => i);
    const results = await Promise.all(inputs.map((i) => pool.run(['echo', i])));
    assert.deepEqual(results, inputs);
    assert.deepEqual(pool.stats, { started: 2, completed: 500, failed: 0 });
  });

  test('a task that throws is rejected with its name, code and properties', async (t) => {
    const pool = start(t, { size: 1 });
    await assert.rejects(pool.run(['throw', 7]), {
      name: 'TypeError',
      message: 'thrown',
      code: 'E_OWN',
      value: 7,
    });
    await assert.rejects(pool.run(['throw text']), { message: 'out of luck' });
    await assert.rejects(pool.run(['throw what cannot be cloned']), {
      message: 'odd',
    });
    assert.equal(await pool.run(['echo', 1]), 1);
    assert.equal(pool.stats.started, 1, 'an exception costs no thread');
  });

  test('a task that exits is rejected; its neighbours are answered', async (t) => {
    const pool = start(t, { size: 1 });
    const tasks = [
      pool.run(['echo', 1]),
      pool.run(['exit', 3]),
      pool.run(['echo', 2]),
      pool.run(['exit', 0]),
      pool.run(['echo', 3]),
    ];
    const results = await Promise.allSettled(tasks);
    assert.deepEqual(
      results.map((r) =>
        r.status === 'fulfilled' ? r.value : r.reason.message,
      ),
      [1, 'thread ended with code 3', 2, 'thread ended with code 0', 3],
    );
    assert.equal(pool.stats.started, 3);
  });

  test('a thread that runs out of memory costs one task, with the reason', async (t) => {
    const pool = start(t, {
      size: 1,
      worker: { resourceLimits: { maxOldGenerationSizeMb: 32 } },
    });
    const [full, next] = [pool.run(['fill']), pool.run(['echo', 1])];
    const error = await full.then(
      () => assert.fail(),
      (e: Error) => e,
    );
    assert.equal(
      (error.cause as NodeJS.ErrnoException).code,
      'ERR_WORKER_OUT_OF_MEMORY',
    );
    assert.equal(await next, 1);
  });

  test('what cannot be cloned, in either direction, rejects one task', async (t) => {
    const pool = start(t, { size: 1 });
    await assert.rejects(pool.run(['echo', () => 1]), {
      name: 'DataCloneError',
    });
    await assert.rejects(pool.run(['return a function']), {
      name: 'DataCloneError',
    });
    await assert.rejects(pool.run(['return what cannot be read']), {
      name: 'RangeError',
    });
    assert.equal(await pool.run(['echo', 1]), 1);
    assert.equal(pool.stats.started, 1);
  });

  test('moves memory there and back', async (t) => {
    const pool = start(t, { size: 1 });
    const pixels = new Uint8Array([41]);
    const back = pool.run(['move', pixels], { transfer: [pixels.buffer] });
    assert.equal(pixels.length, 0, 'left behind');
    assert.deepEqual(await back, new Uint8Array([42]));
  });

  test('an abort before the call, in the queue, in flight, while it runs, and after', async (t) => {
    const pool = start(t, { size: 1, inFlight: 2 });
    const reason = new Error('enough');
    await assert.rejects(
      pool.run(['echo'], { signal: AbortSignal.abort(reason) }),
      reason,
    );
    assert.equal(pool.stats.started, 0, 'nothing was started for it');

    const done = new AbortController();
    assert.equal(await pool.run(['echo', 1], { signal: done.signal }), 1);
    done.abort(reason); // Too late, and harmless.

    const cells = sharedCell();
    const running = new AbortController();
    const inFlight = new AbortController();
    const queued = new AbortController();
    const tasks = [
      pool.run(['count and spin', cells], { signal: running.signal }),
      pool.run(['echo', 1], { signal: inFlight.signal }),
      pool.run(['echo', 2], { signal: queued.signal }),
      pool.run(['echo', 3]),
    ];
    const settled = Promise.allSettled(tasks);
    await begun(cells);
    queued.abort(reason);
    inFlight.abort(reason);
    await assert.rejects(tasks[1]!, reason);
    await assert.rejects(tasks[2]!, reason);
    assert.equal(pool.stats.started, 1, 'what does not run costs no thread');
    running.abort(reason);
    const results = await settled;
    assert.deepEqual(
      results.map((r) => r.status),
      ['rejected', 'rejected', 'rejected', 'fulfilled'],
    );
    assert.equal(pool.stats.started, 2, 'what runs does');
  });

  test('an aborted task that waits leaves the queue at once', async (t) => {
    const pool = start(t, { size: 1, inFlight: 1, maxQueue: 1 });
    void pool.run(['spin']).catch(() => {});
    for (let i = 0; i < 1000; i++) {
      const controller = new AbortController();
      const task = pool.run(['echo'], { signal: controller.signal });
      await assert.rejects(pool.run(['echo']), { code: 'ERR_POOL_FULL' });
      controller.abort();
      await assert.rejects(task, { name: 'AbortError' });
    }
  });

  test('a time limit ends what runs too long, and only that', async (t) => {
    const pool = start(t, { size: 1, timeLimit: 150 });
    const tasks = [
      pool.run(['echo', 1]),
      pool.run(['spin']),
      pool.run(['echo', 2]),
    ];
    const [first, second, third] = await Promise.allSettled(tasks);
    assert.equal(first!.status, 'fulfilled');
    assert.equal(
      (second as PromiseRejectedResult).reason.code,
      'ERR_POOL_TIME',
    );
    assert.equal(third!.status, 'fulfilled');
    assert.equal(pool.stats.started, 2);
  });

  test('a busy main thread is not taken for a slow task', async (t) => {
    const pool = start(t, { size: 1, timeLimit: 100 });
    await pool.run(['echo', 0]);
    const task = pool.run(['echo', 1]);
    works.busy(300); // The answer lies here unread, and the timer is due.
    assert.equal(await task, 1);
  });

  test('a full queue rejects, and room() waits for a place', async (t) => {
    const pool = start(t, { size: 1, inFlight: 1, maxQueue: 2 });
    const tasks = [1, 2, 3].map((i) => pool.run(['later', i]));
    await assert.rejects(pool.run(['echo']), { code: 'ERR_POOL_FULL' });
    await pool.room();
    tasks.push(pool.run(['echo', 4]));
    assert.deepEqual(await Promise.all(tasks), [1, 2, 3, 4]);
  });

  test('close() finishes what waits; run() after it rejects', async (t) => {
    const pool = start(t, { size: 2 });
    const tasks = Array.from({ length: 50 }, (_, i) =>
      pool.run(['later', i % 3]),
    );
    let answered = 0;
    for (const task of tasks) void task.then(() => answered++);
    const closed = pool.close();
    await assert.rejects(pool.run(['echo']), { code: 'ERR_POOL_CLOSED' });
    await closed;
    assert.equal(answered, 50);
  });

  test('destroy() rejects what waits and what runs', async (t) => {
    const pool = start(t, { size: 2, inFlight: 2 });
    const tasks = Array.from({ length: 20 }, () => pool.run(['spin']));
    const settled = Promise.allSettled(tasks);
    await pool.destroy();
    const codes = (await settled).map(
      (r) => r.status === 'rejected' && r.reason.code,
    );
    assert.deepEqual(new Set(codes), new Set(['ERR_POOL_CLOSED']));
  });

  test('destroy() ends a close() that would wait for ever', async (t) => {
    const pool = start(t, { size: 1 });
    const task = pool.run(['spin']);
    const closed = pool.close();
    const rejected = assert.rejects(task, { code: 'ERR_POOL_CLOSED' });
    await pool.destroy();
    await Promise.all([closed, rejected]);
  });

  test('is disposable', async (t) => {
    const pool = start(t, { size: 1 });
    const task = pool.run(['later', 10]);
    await pool[Symbol.asyncDispose]();
    assert.equal(await task, 10, 'drained');
  });

  test('a file that does not start is tried three times, not for ever', async (t) => {
    const missing = new WorkerPool<number, number>(
      new URL('./no-such-file.mjs', import.meta.url),
      { size: 1 },
    );
    t.after(() => missing.destroy());
    const results = await Promise.allSettled([missing.run(1), missing.run(2)]);
    for (const result of results) {
      assert.equal(
        (result as PromiseRejectedResult).reason.code,
        'ERR_POOL_START',
      );
    }
    await assert.rejects(missing.run(3), { code: 'ERR_POOL_START' });
    assert.equal(missing.stats.started, 3);
  });

  test('a slow task does not hold back the tasks that were sent behind it', async (t) => {
    const pool = start(t, { size: 2, inFlight: 8 });
    await Promise.all([1, 2, 3, 4].map((i) => pool.run(['later', i]))); // both started
    const controller = new AbortController();
    const spin = pool.run(['spin'], { signal: controller.signal });
    const quick = Array.from({ length: 20 }, (_, i) => pool.run(['echo', i]));
    await Promise.all(quick); // Although every second one was behind it.
    controller.abort();
    await assert.rejects(spin);
    assert.equal(pool.stats.completed, 24);
  });

  test('keeps the async context of each caller', async (t) => {
    const pool = start(t, { size: 2 });
    const context = new AsyncLocalStorage<number>();
    const seen = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        context.run(i, async () => {
          await pool.run(['echo', i]);
          return context.getStore();
        }),
      ),
    );
    assert.deepEqual(
      seen,
      Array.from({ length: 20 }, (_, i) => i),
    );
  });

  test('100,000 tasks, and no more memory than after 20,000', async (t) => {
    const pool = start(t, { size: 2, maxQueue: 1000 });
    const signal = new AbortController().signal; // one for all: it must not collect listeners
    const many = async (n: number): Promise<void> => {
      let last: Promise<unknown> | undefined;
      for (let i = 0; i < n; i++) {
        if (i % 500 === 0) await last;
        last = pool.run(['echo', { i }], { signal });
      }
      await last;
    };
    const used = async (): Promise<number> => {
      collect();
      await sleep(10);
      collect();
      return process.memoryUsage().heapUsed;
    };
    await many(20_000);
    const before = await used();
    await many(80_000);
    const growth = (await used()) - before;
    assert.ok(growth < 4e6, `grew by ${growth} bytes`);
    assert.equal(pool.stats.completed, 100_000);
  });

  test('random kills: every promise settles exactly once, and no task begins twice', async (t) => {
    const pool = start(t, { size: 2, timeLimit: 100 });
    const runs = Array.from({ length: 400 }, () => sharedCell());
    let settlements = 0;
    const tasks = runs.map(async (cells, i) => {
      const controller = new AbortController();
      const dice = Math.random();
      const work: Work =
        dice < 0.03
          ? ['count and spin', cells]
          : dice < 0.06
            ? ['exit', 1]
            : ['count', cells];
      if (dice > 0.9) setTimeout(() => controller.abort(), Math.random() * 200);
      const counted = work[0] === 'count';
      try {
        await pool.run(work, { signal: controller.signal });
        assert.equal(Atomics.load(cells, 0), counted ? 1 : 0, `task ${i}`);
      } catch {
        assert.ok(Atomics.load(cells, 0) <= 1, `task ${i} ran twice`);
      }
      settlements++;
    });
    await Promise.all(tasks);
    assert.equal(settlements, runs.length);
    assert.equal(pool.stats.completed + pool.stats.failed, runs.length);
  });
}
