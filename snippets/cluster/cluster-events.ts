/**
 * Prints every event in the life of three workers: one that is asked to leave, one that
 * crashes, one that is killed.
 *
 * @zh 打印三个 worker 一生中的每个事件：一个被请走，一个崩溃，一个被 kill。
 */
import assert from 'node:assert/strict';
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const file = new URL('./cluster-events.worker.ts', import.meta.url);

// #region listen
// Each fork() calls setupPrimary(), so this would come four times.
cluster.once('setup', () => console.log('setup'));
// On `cluster`, so that workers that come later are heard as well.
cluster.on('fork', (worker) => note(worker, 'fork'));
cluster.on('online', (worker) => note(worker, 'online'));
cluster.on('listening', (worker, { address, port }) => {
  note(worker, `listening on ${address}:${port}`);
});
cluster.on('message', (worker, message) => {
  note(worker, `message ${JSON.stringify(message)}`);
});
cluster.on('disconnect', (worker) => note(worker, 'disconnect'));
cluster.on('exit', (worker, code, signal) => {
  const meant = worker.exitedAfterDisconnect;
  note(worker, `exit, code ${code}, signal ${signal}, meant: ${meant}`);
});
// #endregion listen

const notes = new Map<number, string[]>();
function note(worker: Worker, what: string): void {
  notes.set(worker.id, [...(notes.get(worker.id) ?? []), what]);
}

// #region lives
/** Starts a worker, waits for its message, ends it in some way. */
async function live(end: (worker: Worker) => void): Promise<void> {
  const worker = cluster.fork();
  await Promise.all([once(worker, 'listening'), once(worker, 'message')]);
  const exited = once(worker, 'exit');
  const disconnected = once(worker, 'disconnect');
  end(worker);
  // Two separate events of the system: no order is promised.
  await Promise.all([exited, disconnected]);
}

cluster.setupPrimary({ exec: fileURLToPath(file) });
await live((worker) => worker.disconnect());
await live((worker) => worker.send('crash'));
await live((worker) => worker.process.kill('SIGKILL'));
// #endregion lives

for (const [id, list] of notes) {
  console.log(`worker ${id}`);
  const ends = list.slice(4).sort(); // See live(): either may be first.
  for (const line of [...list.slice(0, 4), ...ends]) console.log(`  ${line}`);
}

// #region pid
const worker = cluster.fork();
console.log('worker.pid:', Reflect.get(worker, 'pid'));
console.log('worker.process.pid:', typeof worker.process.pid);
// 'error' is an event of the worker alone; `cluster` has none.
worker.on('error', ({ message }) => console.log('error:', message));
worker.process.kill();
await once(worker, 'exit');
worker.send('anybody there?');
// #endregion pid

await new Promise(setImmediate);
assert.equal(notes.get(1)!.length, 6);
assert.match(notes.get(1)!.join(), /meant: true/);
assert.match(notes.get(2)!.join(), /meant: false/);
