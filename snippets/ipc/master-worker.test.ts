import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from '../../scripts/testing/commands.ts';
import { Master } from './master-worker.master.ts';

const file = new URL('./master-worker.worker.ts', import.meta.url);
const kills = process.env.SOAK ? 100 : 5;

test(`workers killed at ${kills} random moments leave no task pending`, async () => {
  const master = new Master(file, 2);
  const killed = new Set<number>();
  let rejected = 0;
  let fulfilled = 0;
  for (let round = 0; round < kills; round++) {
    const tasks = Array.from({ length: 12 }, (_, n) =>
      master.run({ from: 0, to: 1000 * (n + 1) }),
    );
    // Time: at random, from the start-up of a worker to after its last answer.
    const kill = sleep(Math.random() * 250).then(() => {
      const pid = master.pids[Math.floor(Math.random() * master.pids.length)];
      if (pid === undefined) return;
      killed.add(pid);
      process.kill(pid, 'SIGKILL');
    });
    const results = await Promise.allSettled(tasks);
    await kill;
    results.forEach((result, n) => {
      if (result.status === 'fulfilled') {
        fulfilled++;
        assert.equal(result.value, primesBelow(1000 * (n + 1)));
      } else {
        rejected++;
        assert.match(
          result.reason.message,
          /^(worker ended by SIGKILL, 3 times|no worker: )/,
        );
      }
    });
  }
  assert.equal(await master.run({ from: 0, to: 10 }), 4);
  await master.close();
  assert.equal(fulfilled + rejected, 12 * kills);
  assert.ok(
    fulfilled > rejected,
    'a killed worker costs a second attempt, not the task',
  );
  assert.ok(killed.size > 0, 'at least one kill found a worker');
  assert.deepEqual(master.pids, []);
  assert.deepEqual([...killed].filter(isRunning), []);
});

test('a worker file that cannot start rejects what waits, and is not started for ever', async () => {
  const master = new Master(new URL('./no-such-file.ts', import.meta.url), 2);
  const tasks = [master.run(1), master.run(2), master.run(3)];
  for (const result of await Promise.allSettled(tasks)) {
    assert.equal(result.status, 'rejected');
    assert.match(String(result.reason), /no worker: ended by 1/);
  }
  assert.ok(master.started <= 4, `${master.started} were started`);
  await master.close();
});

test('close() finishes what it has, and takes nothing more', async () => {
  const master = new Master(file, 2);
  const task = master.run({ from: 0, to: 100 });
  const closed = master.close();
  await assert.rejects(master.run({ from: 0, to: 1 }), /closed/);
  assert.equal(await task, 25);
  await closed;
});

function primesBelow(limit: number): number {
  let count = 0;
  for (let n = 2; n < limit; n++) {
    let d = 2;
    while (d * d <= n && n % d !== 0) d++;
    if (d * d > n) count++;
  }
  return count;
}
