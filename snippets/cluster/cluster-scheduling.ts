/**
 * Counts which of four workers serves what: under round robin, under the operating
 * system's choice, and over one kept connection.
 *
 * @zh 数一数四个 worker 各服务了多少：轮转、交给操作系统，以及只有一条保持的连接。
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Report, Task } from './cluster-scheduling.primary.ts';

const file = new URL('./cluster-scheduling.primary.ts', import.meta.url);
const requests = 200;

// #region run
/** A cluster of its own: the policy is frozen at its first fork. */
async function run(env: NodeJS.ProcessEnv, ...tasks: Task[]) {
  const primary = fork(file, [JSON.stringify(tasks)], {
    env: { ...process.env, ...env },
  });
  const exited = once(primary, 'exit');
  const [report] = await once(primary, 'message');
  await exited;
  return report as Report;
}

const one = { requests, clients: 1, keepAlive: false };
const eight = { ...one, clients: 8 };
const kept = { ...one, keepAlive: true };

const rr = await run({ NODE_CLUSTER_SCHED_POLICY: 'rr' }, one, eight, kept);
const none = await run({ NODE_CLUSTER_SCHED_POLICY: 'none' }, one, eight);
// #endregion run

// #region print
const print = (name: string, served: number[] = []): void => {
  for (const [i, count] of served.entries()) {
    console.log(`${name} worker ${i + 1}: ${count} requests`);
  }
};
print('rr one client', rr.served[0]);
print('rr eight clients', rr.served[1]);
print('rr one connection', rr.served[2]);
print('none one client', none.served[0]);
print('none eight clients', none.served[1]);
// #endregion print

// #region name
// A name that Node does not know is ignored without a word.
const misnamed = { NODE_CLUSTER_SCHEDULING_POLICY: 'none' };
const { policy } = await run(misnamed);
const usual = process.platform === 'win32' ? 'none' : 'rr';
console.log('a misnamed variable changed nothing:', policy === usual);
// #endregion name

assert.equal(policy, usual);
assert.deepEqual(rr.served[0], [50, 50, 50, 50]);
assert.deepEqual(
  rr.served[2]!.filter((count) => count > 0),
  [requests],
  'one connection stays with one worker',
);
