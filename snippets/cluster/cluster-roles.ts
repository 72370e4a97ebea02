/**
 * Runs two HTTP workers and one scheduler, and keeps the role of a worker that is
 * replaced.
 *
 * @zh 两个 HTTP worker 加一个定时任务 worker；谁被替换，角色都不变。
 */
import assert from 'node:assert/strict';
import cluster from 'node:cluster';
import { once } from 'node:events';
import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const file = new URL('./cluster-roles.worker.ts', import.meta.url);
cluster.setupPrimary({ exec: fileURLToPath(file) });

// #region roles
type Role = 'http' | 'scheduler';
const roles = new Map<number, Role>();

function fork(role: Role): void {
  // The environment is the one thing a worker has from its first line.
  const worker = cluster.fork({ ROLE: role });
  roles.set(worker.id, role);
}

cluster.on('exit', (worker, _code, signal) => {
  const role = roles.get(worker.id)!; // Its id is never used again.
  roles.delete(worker.id);
  if (worker.exitedAfterDisconnect) return;
  console.log(`${role} worker ${worker.id} ended by ${signal}`);
  fork(role);
});
// #endregion roles

let tickedBy = 0;
cluster.on('message', (worker) => (tickedBy = worker.id));

// #region use
fork('http');
fork('http');
fork('scheduler');
let port = 0;
cluster.on('listening', (_worker, address) => (port = address.port));
await Promise.all([
  once(cluster.workers![1]!, 'listening'),
  once(cluster.workers![2]!, 'listening'),
  ticked(3),
]);
show();

const scheduler = cluster.workers![3]!;
scheduler.process.kill('SIGKILL');
await once(scheduler, 'exit');
await ticked(4); // The worker that has its role now.
show();
// #endregion use

/** Resolves when this scheduler has done its work once more. */
function ticked(id: number): Promise<unknown> {
  return once(cluster.workers![id]!, 'message');
}

function show(): void {
  const list = [...roles].map(([id, role]) => `${id} ${role}`);
  console.log(`workers: ${list.join(', ')}; ticks from ${tickedBy}`);
}

const request = get({ host: '127.0.0.1', port, agent: false });
const [response] = await once(request, 'response');
console.log(await text(response));
assert.equal(tickedBy, 4);
assert.deepEqual([...roles.values()], ['http', 'http', 'scheduler']);
cluster.disconnect();
