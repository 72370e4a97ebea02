import * as fc from 'fast-check';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { ProcessPool } from './process-pool.pool.ts';
import type { Task } from './process-pool.task.ts';

const file = new URL('./process-pool.task.ts', import.meta.url);
const rounds = process.env.SOAK ? 100 : 4;
const primesBelow: Record<number, number> = {
  100: 25,
  1000: 168,
  30_000: 3245,
};

/** Settles as the promise does, or fails the test when that takes too long. */
function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  // Time: the limit of what must settle.
  const late = sleep(milliseconds, undefined, { ref: false }).then(() => {
    throw new Error(`not settled in ${milliseconds} ms`);
  });
  return Promise.race([promise, late]);
}

/** Sends a signal; false where there is no such process any more. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** A copy of a file's address, with which fork() throws while it `fails`. */
function forkable(url: URL): { url: URL; fails: boolean } {
  const { href } = url;
  const file = { url: new URL(href), fails: false };
  Object.defineProperty(file.url, 'href', {
    get() {
      if (file.fails) throw new Error('ENOMEM');
      return href;
    },
  });
  return file;
}

describe('a process pool whose children are killed at random', () => {
  for (let round = 1; round <= rounds; round++) {
    it(`settles every task exactly once and leaves no process, round ${round}`, async () => {
      const pool = new ProcessPool(file, 3, 20_000);
      const seen = new Set<number>();
      let settled = 0;
      let killed = 0;
      const inputs = Array.from({ length: 60 }, () => {
        const choices = Object.keys(primesBelow).map(Number);
        return choices[Math.floor(Math.random() * choices.length)]!;
      });
      const running = inputs.map(async (below) => {
        try {
          const task: Task = { primesBelow: below };
          assert.equal(
            await pool.run(task),
            primesBelow[below],
            'the answer to another task',
          );
          return 'answered';
        } catch (error) {
          if (error instanceof assert.AssertionError) throw error;
          return (error as Error).message;
        } finally {
          settled++;
        }
      });

      // At any moment: while it starts, works, answers or waits.
      while (settled < inputs.length && killed < 12) {
        await sleep(Math.random() * 60);
        const { pids } = pool;
        for (const pid of pids) seen.add(pid);
        const pid = pids[Math.floor(Math.random() * pids.length)];
        if (pid !== undefined && signal(pid, 'SIGKILL')) killed++;
      }

      const ends = await within(60_000, Promise.all(running));
      assert.equal(settled, inputs.length);
      const lost = ends.filter((end) => end !== 'answered');
      assert.ok(killed > 0, 'somebody was killed');
      assert.ok(
        lost.length <= killed,
        `${lost.length} lost by ${killed} kills`,
      );
      for (const reason of lost)
        assert.match(
          reason,
          /^the process ended by SIGKILL|EPIPE|Channel closed|ECONNRESET/,
        );
      for (const pid of pool.pids) seen.add(pid);
      await within(10_000, pool.close());
      assert.deepEqual(pool.pids, []);
      assert.deepEqual(
        [...seen].filter((pid) => signal(pid, 0)),
        [],
      );
    });
  }

  it('rejects what cannot be sent and goes on', async () => {
    const pool = new ProcessPool(file, 1, 20_000);
    const results = await Promise.allSettled([
      pool.run(() => 'a function'),
      pool.run({ primesBelow: 100 } satisfies Task),
    ]);
    await pool.close();
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'fulfilled'],
    );
    assert.equal(pool.started, 1);
  });

  it('rejects when no process can be started, and closes', async () => {
    const failing = forkable(file);
    const pool = new ProcessPool(failing.url, 1, 20_000);
    failing.fails = true;
    const tasks = Promise.allSettled([pool.run({}), pool.run({})]);
    for (const result of await within(20_000, tasks)) {
      const { message, cause } = (result as PromiseRejectedResult).reason;
      assert.equal(message, 'no process starts');
      assert.equal((cause as Error).message, 'ENOMEM');
    }
    assert.equal(pool.started, 3);
    failing.fails = false;
    const task: Task = { primesBelow: 100 };
    assert.equal(await within(20_000, pool.run(task)), 25, 'it goes on');
    failing.fails = true;
    const last = pool.run({ ...task, fault: 'exit' } satisfies Task);
    await assert.rejects(within(20_000, last), /ended by code 3/);
    const lost = pool.run(task);
    const closed = pool.close();
    await assert.rejects(within(20_000, lost), /no process starts/);
    await within(20_000, closed);
  });

  it('waits for the other processes when one cannot be replaced', async () => {
    const failing = forkable(file);
    const pool = new ProcessPool(failing.url, 2, 20_000);
    const first = pool.run({ primesBelow: 1_000_000 } satisfies Task);
    const exits = pool.run({ primesBelow: 1, fault: 'exit' } satisfies Task);
    failing.fails = true;
    const next = pool.run({ primesBelow: 1000 } satisfies Task);
    await assert.rejects(within(20_000, exits), /ended by code 3/);
    assert.equal(await within(20_000, next), 168);
    assert.equal(await first, 78_498);
    await within(20_000, pool.close());
  });

  it('ends a stopped process when it closes', async () => {
    const pool = new ProcessPool(file, 1, 20_000);
    await pool.run({ primesBelow: 10 } satisfies Task);
    const [pid] = pool.pids;
    assert.ok(signal(pid!, 'SIGSTOP'));
    await within(20_000, pool.close());
    assert.equal(signal(pid!, 0), false);
  });

  it('closes at once when it was never used', async () => {
    await within(1000, new ProcessPool(file, 2, 1000).close());
  });
});

// ---- several things at once, at random ---------------------------------

/** A child that does what it is asked to, without a loader: it starts quickly. */
// Time: work that takes a while.
const child = `
  process.on('message', ({ task, input: [work, id] }) => {
    const answer = (then) => process.send({ task, result: id }, then);
    switch (work) {
      case 'throw': return process.send({ task, error: 'thrown ' + id });
      case 'exit': return process.exit(3);
      case 'hang': for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      case 'answer and exit': return answer(() => process.exit(1));
      case 'answer later': return setTimeout(answer, 2);
      case 'post': for (const stray of [null, 7, { result: 1 }, { task: task + 1, result: 1 }]) process.send(stray);
    }
    answer();
  });`;

const works = [
  ...['answer', 'answer', 'answer later', 'post', 'throw', 'exit'],
  ...['answer and exit', 'hang', 'no function', 'run() in a getter'],
] as const;
type Step =
  | { do: 'run'; work: string }
  | { do: 'SIGKILL' | 'SIGSTOP'; which: number }
  | { do: 'fork() fails' | 'fork() works' | 'close' | 'turn' | 'answer' };

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('run' as const),
      work: fc.constantFrom(...works),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('SIGKILL' as const, 'SIGKILL', 'SIGSTOP'),
      which: fc.nat(2),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom(
        ...(['fork() fails', 'fork() works', 'close'] as const),
        ...(['turn', 'answer', 'answer', 'answer'] as const),
      ),
    }),
  },
);

/** Does it all, and tells what did not hold. */
async function attack(size: number, plan: Step[], url: URL): Promise<string[]> {
  const problems: string[] = [];
  const file = forkable(url);
  const limit = 6000;
  const pool = new ProcessPool(file.url, size, limit);
  const settled: Promise<unknown>[] = [];
  const pids = new Set<number>();
  const done = new Set<number>();
  let [killed, failing, closed] = [0, false, false];
  let last: Promise<unknown> = Promise.resolve();

  const run = (work: string): void => {
    const id = settled.length;
    const extra: Record<string, unknown> = {
      'no function': () => 1,
      'run() in a getter': {
        get now() {
          run('answer');
          return 1;
        },
      },
    };
    // Its place is taken first: a getter may call run() before it returns.
    settled.push(Promise.resolve());
    const wasClosed = closed;
    if (/exit/.test(work)) killed++;
    const wrong = (what: unknown): void => {
      if (done.has(id)) problems.push(`${id} settled twice`);
      done.add(id);
      if (what !== undefined) problems.push(`${id} (${work}): ${what}`);
    };
    settled[id] = last = pool.run([work, id, extra[work]]).then(
      (result) => wrong(result === id && !wasClosed ? undefined : result),
      ({ message }: Error) => {
        const right =
          (wasClosed && message === 'the pool is closed') ||
          (work === 'throw' && message === `thrown ${id}`) ||
          (work === 'hang' && message === `no result in ${limit} ms`) ||
          (work === 'no function' && /could not be cloned/.test(message)) ||
          (failing && message === 'no process starts') ||
          // Lost with its process, and not more of them than were killed.
          (/ended by|EPIPE|closed|ECONNRESET|no result/.test(message) &&
            killed-- > 0);
        wrong(right ? undefined : message);
      },
    );
  };

  for (const step of plan) {
    for (const pid of pool.pids) pids.add(pid);
    if (step.do === 'run') run(step.work);
    else if (step.do === 'SIGKILL' || step.do === 'SIGSTOP') {
      const pid = pool.pids[step.which];
      if (pid !== undefined && signal(pid, step.do)) killed++;
    } else if (step.do === 'close') {
      closed = true;
      settled.push(pool.close());
    } else if (step.do === 'turn') await new Promise(setImmediate);
    else if (step.do === 'answer') await last;
    else file.fails = step.do === 'fork() fails';
    failing ||= file.fails;
  }
  file.fails = false;
  closed = true;
  const all = pool.close();
  const ends = Promise.all(settled).then(() => all);
  await within(60_000, ends).catch(({ message }) => problems.push(message));
  for (const pid of [...pids, ...pool.pids])
    if (signal(pid, 0)) problems.push(`process ${pid} is left`);
  return problems;
}

// SEED=… and ATTACKS=… repeat a run. With SOAK=1 there are a thousand.
const amount = Number(process.env.ATTACKS ?? (process.env.SOAK ? 1000 : 40));
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));

it(`${amount} attacks at random break no promise of the process pool`, async (t) => {
  t.diagnostic(`seed ${seed}: repeat with SEED=${seed} ATTACKS=${amount}`);
  const folder = mkdtempSync(join(tmpdir(), 'process-pool-'));
  after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'child.cjs'), child);
  const url = pathToFileURL(join(folder, 'child.cjs'));
  process.execArgv = []; // It needs no loader, which would start slowly.
  const start = performance.now();
  const property = fc.asyncProperty(
    fc.integer({ min: 1, max: 3 }),
    fc.array(steps, { minLength: 2, maxLength: 14, size: 'max' }),
    async (size, plan) => {
      assert.deepEqual(await attack(size, plan, url), []);
    },
  );
  // They wait more than they compute: several at once.
  const lanes = Array.from({ length: 8 }, (_, lane) =>
    fc.check(property, { seed: seed + lane, numRuns: Math.ceil(amount / 8) }),
  );
  for (const result of await Promise.all(lanes))
    assert.equal(result.failed, false, fc.defaultReportMessage(result) ?? '');
  const seconds = ((performance.now() - start) / 1e3).toFixed(0);
  t.diagnostic(`${amount} attacks in ${seconds} s`);
});
