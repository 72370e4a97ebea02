import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { spawnSync } from 'node:child_process';
import { getEventListeners, once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { WorkerPool } from './worker-pool.pool.ts';
import { move, serve, type Progress } from './worker-pool.serve.ts';

// This file is also the file of the threads that it tests.
type Work = [what: keyof typeof works, value?: unknown];
/** What is in the workerData of some of them. */
interface Data {
  /** How many of the next threads throw while they start; with -1 they hang. */
  fail?: Int32Array;
  /** Is posted on parentPort before serve(). */
  hello?: unknown;
}
const works = {
  echo: (value: unknown) => value,
  // Time: work that takes a while.
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
    // Time: a busy thread.
    while (performance.now() < end);
    return ms;
  },
  move: (bytes: unknown) => {
    const pixels = bytes as Uint8Array<ArrayBuffer>;
    pixels[0]! += 1;
    return move(pixels, [pixels.buffer]);
  },
  post: (values: unknown) => {
    for (const value of values as unknown[]) parentPort!.postMessage(value);
    return values;
  },
  tell: (values: unknown, progress: Progress) => {
    for (const value of values as unknown[]) progress(value);
    return values;
  },
  'tell what cannot be sent or read': (_: unknown, progress: Progress) => {
    try {
      progress(() => 1);
    } catch (error) {
      progress((error as Error).name);
    }
    progress(works['return what cannot be read']());
    progress('the last');
    return 'the answer';
  },
  'throw an odd one': (what: unknown) => {
    throw oddErrors[what as keyof typeof oddErrors]();
  },
  thenable: (value: unknown) => ({
    then: (resolve: (value: unknown) => void) => setImmediate(resolve, value),
  }),
  'throw afterwards': (value: unknown) => {
    setImmediate(() => {
      throw new Error(String(value));
    });
    return value;
  },
  'spin afterwards': (value: unknown) => {
    queueMicrotask(works.spin); // As soon as the answer is posted.
    return value;
  },
  /** Says in the first cell that it runs, and waits for the second. */
  hold: (cells: unknown) => {
    Atomics.add(cells as Int32Array, 0, 1);
    Atomics.wait(cells as Int32Array, 1, 0);
  },
  count: (cells: unknown) => Atomics.add(cells as Int32Array, 0, 1),
  'count and spin': (cells: unknown) => {
    Atomics.add(cells as Int32Array, 0, 1);
    for (;;);
  },
} satisfies Record<string, (value: unknown, progress: Progress) => unknown>;

/** Errors that structured clone refuses or cuts down. */
const oddErrors = {
  'a method': () =>
    Object.assign(new RangeError('odd'), {
      ...{ code: 'E_ODD', status: 418, method: () => 1, list: [1, { a: 2 }] },
    }),
  'a stack': () => Object.assign(new Error('odd'), { stack: () => 1, code: 7 }),
  'a getter': () =>
    Object.defineProperty(
      Object.assign(new Error(), { code: 'E' }),
      'message',
      {
        get: () => assert.fail('read me not'),
      },
    ),
  'several in one': () =>
    new AggregateError(
      [
        Object.assign(new TypeError('first'), { code: 'E_FIRST' }),
        'second',
        () => 3,
      ],
      'many',
      { cause: Object.assign(new Error('deeper'), { code: 'E_DEEPER' }) },
    ),
  'its own cause': () => {
    const error = new Error('round');
    return Object.assign(error, { cause: error });
  },
  'a symbol': () => Symbol('odd'),
  'no text': () => Object.create(null) as unknown,
  'of another realm': () =>
    runInNewContext('Object.assign(new TypeError("far"), { code: "E_FAR" })'),
};

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
const sharedCell = (): Int32Array => new Int32Array(new SharedArrayBuffer(8));

/** Fails where a promise pends. */
function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  // Time: the limit of what must settle.
  const late = sleep(ms, undefined, { ref: false }).then(() => {
    throw new Error(`not settled in ${ms} ms`);
  });
  return Promise.race([promise, late]);
}
const settles = <T>(promise: Promise<T>): Promise<T> => within(15_000, promise);

/** Ends a task that holds its thread. */
function release(cells: Int32Array): void {
  Atomics.store(cells, 1, 1);
  Atomics.notify(cells, 1);
}

if (!isMainThread) {
  const { fail, hello } = (workerData ?? {}) as Data;
  if (fail && Atomics.load(fail, 0) === -1) for (;;);
  if (fail && Atomics.load(fail, 0) > 0) {
    Atomics.sub(fail, 0, 1);
    throw new Error('the start failed');
  }
  if (hello !== undefined) parentPort!.postMessage(hello);
  serve(([what, value]: Work, progress) => works[what](value, progress));
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
    assert.deepEqual(await back, new Uint8Array([42]));
    assert.equal(pixels.length, 0, 'it has moved');
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
    // Time: the limit that is tried.
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
    // Time: the limit that is tried.
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

  for (const how of ['close', 'dispose', 'room'] as const) {
    test(`${how} settles although the last start fails`, async (t) => {
      const pool = new WorkerPool<number, number>(
        new URL('./no-such-file.mjs', import.meta.url),
        { size: 1, inFlight: 1, maxQueue: 1 },
      );
      t.after(() => pool.destroy());
      const tasks = [pool.run(1), pool.run(2)];
      const settled = Promise.allSettled(tasks);
      const end = {
        close: () => pool.close(),
        dispose: () => pool[Symbol.asyncDispose](),
        room: () => pool.room(),
      }[how]();
      await settles(end);
      for (const { status } of await settles(settled))
        assert.equal(status, 'rejected');
    });
  }

  test('close() finishes a task behind one that is aborted with its answer unread', async (t) => {
    for (const inFlight of [1, 2]) {
      const pool = start(t, { size: 1, inFlight });
      await pool.run(['echo']);
      const cells = sharedCell();
      const controller = new AbortController();
      const first = pool.run(['count', cells], { signal: controller.signal });
      const second = pool.run(['echo', 'second']);
      const settled = Promise.allSettled([first, second]);
      const closed = pool.close();
      while (Atomics.load(cells, 0) === 0);
      works.busy(50); // For the answer, which must not be read here.
      controller.abort();
      const [one, two] = await settles(settled);
      assert.equal(one.status, 'rejected');
      assert.deepEqual(two, { status: 'fulfilled', value: 'second' });
      await settles(closed);
      assert.equal(pool.stats.started, 1);
    }
  });

  test('what the work posts on parentPort is no answer, and can be heard', async (t) => {
    const heard: unknown[] = [];
    const pool = start(t, {
      size: 1,
      worker: { workerData: { hello: { ready: true } } satisfies Data },
      onMessage: (message) => heard.push(message),
    });
    const posts = [null, 0, 'text', [7], { progress: 50 }];
    const tasks = [
      pool.run(['echo', 1]),
      pool.run(['post', posts]),
      pool.run(['echo', 2]),
    ];
    assert.deepEqual(await settles(Promise.all(tasks)), [1, posts, 2]);
    await pool.close();
    assert.deepEqual(heard, [{ ready: true }, ...posts]);
  });

  test('progress reaches the caller of its task, in its order, before the answer', async (t) => {
    const pool = start(t, { size: 2 });
    await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        const heard: number[] = [];
        const values = [i, i + 1, i + 2];
        const context = new AsyncLocalStorage<number>();
        await context.run(i, () =>
          pool.run(['tell', values], {
            onProgress: (value: number) => {
              heard.push(value);
              assert.equal(context.getStore(), i);
            },
          }),
        );
        assert.deepEqual(heard, values);
      }),
    );
    const heard: unknown[] = [];
    const odd = pool.run(['tell what cannot be sent or read'], {
      onProgress: (value: unknown) => heard.push(value),
    });
    assert.equal(await odd, 'the answer');
    assert.deepEqual(heard, ['DataCloneError', 'the last']);
    assert.deepEqual(await pool.run(['tell', [1]]), [1], 'nobody listens');
  });

  test('failed starts that good ones follow are not summed', async (t) => {
    const fail = sharedCell();
    const pool = start(t, {
      size: 5,
      worker: { workerData: { fail } satisfies Data },
    });
    const cells = sharedCell();
    const held: Promise<unknown>[] = [];
    for (let i = 1; i <= 5; i++) {
      Atomics.store(fail, 0, 1);
      held.push(pool.run(['hold', cells])); // Needs a thread of its own.
      await settles(
        Promise.race([
          ...held,
          (async () => {
            while (Atomics.load(cells, 0) < i) await sleep(5);
          })(),
        ]),
      );
    }
    release(cells);
    await settles(Promise.all(held));
    assert.equal(pool.stats.started, 10);
  });

  test('starts that fail cost a pool nothing while another thread serves', async (t) => {
    const fail = sharedCell();
    const pool = start(t, {
      size: 2,
      worker: { workerData: { fail } satisfies Data },
    });
    await pool.run(['echo']);
    Atomics.store(fail, 0, 1000);
    const cells = sharedCell();
    const held = pool.run(['hold', cells]);
    const waits = pool.run(['echo', 'waited']);
    const from = performance.now();
    const enough = async (): Promise<void> => {
      // Time: how often it looks.
      while (pool.stats.started < 7) await sleep(5);
    };
    await settles(Promise.race([enough(), held, waits]));
    // Five failed starts, and after each a pause twice as long.
    assert.ok(performance.now() - from >= 10 * (2 + 4 + 8 + 16));
    release(cells);
    await settles(held);
    assert.equal(await settles(waits), 'waited');
  });

  test('`new Worker()` that throws is a failed start', async (t) => {
    let failures = 2;
    const worker = {
      get stdout(): boolean {
        if (failures-- > 0) throw new Error('EAGAIN');
        return false;
      },
    };
    const pool = start(t, { size: 1, worker });
    assert.equal(await settles(pool.run(['echo', 1])), 1);
    failures = Infinity;
    const exit = pool.run(['exit', 1]);
    await assert.rejects(settles(exit), { code: 'ERR_POOL_EXIT' });
    const tasks = [pool.run(['echo', 2]), pool.run(['echo', 3])];
    const rejections = tasks.map((task) =>
      assert.rejects(settles(task), {
        code: 'ERR_POOL_START',
        cause: new Error('EAGAIN'),
      }),
    );
    await settles(pool.close());
    await Promise.all(rejections);
  });

  test('a task does not wait for a thread that starts while another is idle', async (t) => {
    const fail = sharedCell();
    const pool = start(t, {
      size: 2,
      worker: { workerData: { fail } satisfies Data },
    });
    await pool.run(['echo']);
    const cells = sharedCell();
    const hold = pool.run(['hold', cells]);
    await begun(cells);
    Atomics.store(fail, 0, -1);
    const next = pool.run(['echo', 1]); // Starts a thread, which hangs.
    assert.equal(pool.stats.started, 2);
    release(cells);
    await settles(hold);
    assert.equal(await settles(next), 1);
  });

  test('a thread that never calls serve() is a failed start', async (t) => {
    const fail = sharedCell();
    Atomics.store(fail, 0, -1);
    const pool = start(t, {
      size: 1,
      startLimit: 50,
      // Time: the limit that is tried.
      timeLimit: 50,
      worker: { workerData: { fail } satisfies Data },
    });
    const task = pool.run(['echo']);
    const rejected = assert.rejects(settles(task), { code: 'ERR_POOL_START' });
    await settles(pool.close());
    await rejected;
  });

  test('an input that the thread cannot read rejects one task', async (t) => {
    const pool = start(t, {
      size: 1,
      worker: { resourceLimits: { stackSizeMb: 0.5 } },
    });
    let deep: unknown[] = [];
    for (let i = 0; i < 2500; i++) deep = [deep]; // Main has more stack.
    const bytes = new Uint8Array(1);
    const tasks = [
      pool.run(['echo', 1]),
      pool.run(['echo', deep]),
      pool.run(['echo', 2]),
      pool.run(['echo', [deep, bytes]], { transfer: [bytes.buffer] }),
      pool.run(['echo', 3]),
    ];
    const closed = pool.close();
    const results = await settles(Promise.allSettled(tasks));
    assert.deepEqual(
      results.map((r) => (r.status === 'fulfilled' ? r.value : r.reason.name)),
      [1, 'RangeError', 2, 'RangeError', 3],
    );
    await settles(closed);
    assert.equal(pool.stats.started, 1);
  });

  test('a getter of an input may abort, call run(), throw or end the pool', async (t) => {
    for (const full of [false, true]) {
      const pool = start(t, { size: 1 });
      await pool.run(['echo']);
      const rest = full ? [pool.run(['later', 20]), pool.run(['echo'])] : [];
      const controller = new AbortController();
      const { signal } = controller;
      let inner: Promise<unknown> | undefined;
      const aborts = pool.run(
        [
          'echo',
          {
            get a() {
              return controller.abort();
            },
          },
        ],
        { signal },
      );
      const runs = pool.run([
        'echo',
        {
          get a() {
            inner = pool.run(['echo', 'inner']);
            return 1;
          },
        },
      ]);
      const throws = pool.run([
        'echo',
        {
          get a() {
            throw new Error('mine');
          },
        },
      ]);
      const last = pool.run(['echo', 'last']);
      await assert.rejects(settles(aborts), { name: 'AbortError' });
      await assert.rejects(settles(throws), { message: 'mine' });
      assert.deepEqual(await settles(runs), { a: 1 });
      assert.equal(await settles(inner!), 'inner');
      assert.equal(await settles(last), 'last');
      await settles(Promise.all(rest));
      let ended: Promise<void> | undefined;
      const ends = pool.run([
        'echo',
        {
          get a() {
            ended = pool.destroy();
            return 1;
          },
        },
      ]);
      await assert.rejects(settles(ends), { code: 'ERR_POOL_CLOSED' });
      await settles(ended!);
      await settles(pool.close());
    }
  });

  test('an error keeps all that can be kept', async (t) => {
    const pool = start(t, { size: 1 });
    const thrown = async (what: keyof typeof oddErrors): Promise<Error> =>
      settles(pool.run(['throw an odd one', what])).then(
        () => assert.fail('not rejected'),
        (error: Error) => error,
      );
    const method = await thrown('a method');
    assert.ok(method instanceof RangeError);
    assert.match(method.stack!, /RangeError: odd\n/);
    assert.deepEqual(
      { ...method },
      { code: 'E_ODD', status: 418, list: [1, { a: 2 }] },
    );
    assert.equal((await thrown('a stack')).message, 'odd');
    assert.deepEqual({ ...(await thrown('a stack')) }, { code: 7 });
    assert.deepEqual({ ...(await thrown('a getter')) }, { code: 'E' });
    const many = await thrown('several in one');
    assert.ok(many instanceof AggregateError);
    const [first, second] = many.errors;
    assert.ok(first instanceof TypeError && many.errors.length === 2);
    assert.deepEqual(
      { ...first, second },
      { code: 'E_FIRST', second: 'second' },
    );
    assert.deepEqual({ ...(many.cause as Error) }, { code: 'E_DEEPER' });
    assert.equal((await thrown('its own cause')).message, 'round');
    assert.equal((await thrown('a symbol')).message, 'Symbol(odd)');
    assert.ok((await thrown('no text')) instanceof Error);
    assert.deepEqual(
      { ...(await thrown('of another realm')) },
      { code: 'E_FAR' },
    );
    assert.equal(await settles(pool.run(['thenable', 5])), 5);
    assert.equal(pool.stats.started, 1, 'none of them cost the thread');
  });

  test('one signal for 10,000 tasks has one listener', async (t) => {
    const pool = start(t, { size: 2 });
    const controller = new AbortController();
    const { signal } = controller;
    const tasks = Array.from({ length: 10_000 }, () =>
      pool.run(['later', 1], { signal }),
    );
    const settled = Promise.allSettled(tasks);
    const listeners = (): number => getEventListeners(signal, 'abort').length;
    assert.equal(listeners(), 1);
    await settles(Promise.race(tasks));
    controller.abort();
    for (const { status } of (await settles(settled)).slice(100))
      assert.equal(status, 'rejected');
    assert.equal(listeners(), 0);
    assert.equal(await settles(pool.run(['echo', 1])), 1);
    assert.ok(pool.stats.started <= 4, 'no task of it was sent any more');
  });

  test('an idle pool lets the process end, one with a task does not', () => {
    const code = (close: string): string => `
      const { WorkerPool } = await import(${JSON.stringify(new URL('./worker-pool.pool.ts', import.meta.url))});
      const file = new URL(${JSON.stringify(new URL('./worker-pool.worker.ts', import.meta.url))});
      const pool = new WorkerPool(file, { size: 2 });
      console.log(await Promise.all([pool.run(10), pool.run(11)]));
      pool.run(12).then(console.log);
      ${close}`;
    // Not what the test runner adds.
    const at = process.execArgv.indexOf('--import');
    const imports = at < 0 ? [] : process.execArgv.slice(at, at + 2);
    for (const close of ['', 'await pool.close(); console.log("closed");']) {
      const { status, stdout } = spawnSync(
        process.execPath,
        [...imports, '--eval', `(async () => {${code(close)}})()`],
        { timeout: 20_000, encoding: 'utf8' },
      );
      assert.equal(stdout, `[ 55, 89 ]\n144\n${close ? 'closed\n' : ''}`);
      assert.equal(status, 0);
    }
  });

  test('an error after the end of its task is told by a warning', async (t) => {
    const pool = start(t, { size: 1 });
    const warned = once(process, 'warning');
    // An idle pool does not keep the process alive.
    const hold = setInterval(() => {}, 1000);
    t.after(() => clearInterval(hold));
    assert.equal(await pool.run(['throw afterwards', 'too late']), 'too late');
    const [warning] = (await settles(warned)) as [Error & { code: string }];
    assert.equal(warning.code, 'ERR_POOL_EXIT');
    assert.match((warning as unknown as { detail: string }).detail, /too late/);
    assert.equal(await settles(pool.run(['echo', 1])), 1);
  });

  test('a thread that an earlier task has blocked costs the next one nothing', async (t) => {
    // Time: the limit that is tried.
    const pool = start(t, { size: 1, timeLimit: 150 });
    assert.equal(await settles(pool.run(['spin afterwards', 1])), 1);
    assert.equal(await settles(pool.run(['echo', 2])), 2);
    assert.equal(pool.stats.started, 2);
  });

  test('who waits for room is let in one after the other', async (t) => {
    const pool = start(t, { size: 1, inFlight: 1, maxQueue: 1 });
    const tasks = [pool.run(['later', 1]), pool.run(['later', 1])];
    const producers = Array.from({ length: 10 }, async (_, i) => {
      await pool.room();
      if (i % 2) return i; // Leaves its room to the others.
      return pool.run(['later', i]);
    });
    assert.deepEqual(
      await settles(Promise.all(producers)),
      Array.from({ length: 10 }, (_, i) => i),
    );
    await Promise.all(tasks);
  });

  test('sizes that could run nothing are refused', () => {
    for (const options of [{ size: 0 }, { inFlight: 0 }, { size: NaN }])
      assert.throws(
        () => new WorkerPool(new URL(import.meta.url), options),
        RangeError,
      );
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
      for (let i = 0; i < n; i += 500) {
        await Promise.all(
          Array.from({ length: 500 }, (_, j) =>
            pool.run(['echo', { i: i + j }], { signal }),
          ),
        );
      }
    };
    const used = async (): Promise<number> => {
      collect();
      // Time: a moment among random ones.
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
    // Time: the limit that is tried.
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
      // Time: a moment at random.
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
