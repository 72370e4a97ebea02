import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from '../../scripts/testing/commands.ts';
import { ChildDied, Client, TimedOut } from './ipc-request-response.client.ts';

const file = new URL('./ipc-request-response.child.ts', import.meta.url);
const kills = process.env.SOAK ? 100 : 5;

test(`a child killed at ${kills} random moments leaves no request pending`, async () => {
  const client = new Client(file);
  const counts = { answered: 0, died: 0 };
  const pids = new Set<number>();
  for (let round = 0; round < kills; round++) {
    // Time: at random, from the start-up of the child to after its last answer.
    const kill = sleep(Math.random() * 250).then(() => {
      if (client.pid === undefined) return;
      pids.add(client.pid);
      process.kill(client.pid, 'SIGKILL');
    });
    const requests = Array.from({ length: 30 }, (_, n) =>
      sleep(Math.random() * 200) // Time: at random.
        .then(() => client.request(n % 2 ? 'square' : 'sleep', n, 20_000))
        .then(
          (result) => {
            counts.answered++;
            assert.equal(result, n % 2 ? n ** 2 : `slept ${n} ms`);
          },
          (error: unknown) => {
            counts.died++;
            assert.ok(error instanceof ChildDied, String(error));
          },
        ),
    );
    await Promise.all([...requests, kill]);
    assert.equal(client.waiting, 0);
  }
  // Just after a kill, before its end is known, a request still goes to the dead child.
  const again = client.request('square', 9).catch((error: unknown) => {
    assert.ok(error instanceof ChildDied, String(error));
    return client.request('square', 9);
  });
  assert.equal(await again, 81, 'the next request starts another child');
  await client.close();
  assert.equal(counts.answered + counts.died, 30 * kills);
  assert.ok(pids.size > 0, 'at least one kill found a child');
  assert.deepEqual([...pids].filter(isRunning), []);
});

test('close() waits for answers, and ends a child that does not listen to reason', async () => {
  const client = new Client(file);
  const answer = client.request('sleep', 50);
  const closed = client.close();
  await assert.rejects(client.request('square', 1), /closed/);
  assert.equal(await answer, 'slept 50 ms');
  await closed;

  const stuck = new Client(file);
  await assert.rejects(stuck.request('block', 0, 500), TimedOut);
  const pid = stuck.pid!;
  await stuck.close();
  assert.equal(isRunning(pid), false);
});
