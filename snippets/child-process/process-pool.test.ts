import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
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

  it('closes at once when it was never used', async () => {
    await within(1000, new ProcessPool(file, 2, 1000).close());
  });
});
