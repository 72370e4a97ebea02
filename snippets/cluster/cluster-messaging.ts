/**
 * Pushes a configuration to all workers, waits for their acknowledgements, and lets a
 * replacement catch up.
 *
 * @zh 把配置推给所有 worker，等它们确认，再让后来补上的 worker 跟上进度。
 */
import assert from 'node:assert/strict';
import cluster, { type Worker } from 'node:cluster';
import { EventEmitter, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FromWorker, ToWorker } from './cluster-messaging.worker.ts';

const file = new URL('./cluster-messaging.worker.ts', import.meta.url);
cluster.setupPrimary({ exec: fileURLToPath(file) });

// #region listen
let config = { version: 1, rate: 100 };
const running = new Map<Worker, number>(); // worker -> version it runs
const news = new EventEmitter();

// One listener for every worker there will ever be. A listener that
// you add to each worker after fork() is missing on the replacements.
cluster.on('message', (worker, message: FromWorker) => {
  if (message.type === 'ready') send(worker, { type: 'config', config });
  if (message.type === 'applied') {
    running.set(worker, message.version);
    news.emit('applied');
  }
});
cluster.on('exit', (worker) => {
  running.delete(worker); // Or we would wait for it for ever.
  if (!worker.exitedAfterDisconnect) cluster.fork();
});
// #endregion listen

// #region send
function send(worker: Worker, message: ToWorker): void {
  // Between its death and 'exit' the channel may be closed already.
  if (worker.isConnected()) worker.send(message);
}

/** To everybody. There is no call for it: it is a loop. */
function broadcast(message: ToWorker): void {
  for (const worker of Object.values(cluster.workers ?? {})) {
    if (worker) send(worker, message);
  }
}

/** Resolves when this many workers run the newest configuration. */
async function applied(count: number): Promise<void> {
  const current = () =>
    [...running.values()].filter((v) => v === config.version);
  while (current().length < count) await once(news, 'applied');
}
// #endregion send

// #region use
for (let i = 0; i < 3; i++) cluster.fork();
await applied(3);
show('at the start');

config = { version: 2, rate: 50 };
broadcast({ type: 'config', config });
await applied(3);
show('after the push');

const victim = cluster.workers![2]!;
victim.process.kill('SIGKILL');
await once(victim, 'exit');
await applied(3);
show('after a crash');
// #endregion use

function show(when: string): void {
  const list = [...running]
    .sort(([one], [other]) => one.id - other.id)
    .map(([worker, version]) => `worker ${worker.id} runs ${version}`);
  console.log(`${when}: ${list.join(', ')}`);
}

assert.deepEqual([...running.values()], [2, 2, 2]);
assert.ok(cluster.workers![4], 'the replacement is a new worker');

// #region json
// By default a message is JSON: it drops undefined, and a Date comes
// as a string. setupPrimary({ serialization: 'advanced' }) keeps both.
const date = new Date(0);
const worker = cluster.workers![1]!;
send(worker, { type: 'look', sent: { date, rate: undefined } });
const [answer] = (await once(worker, 'message')) as [FromWorker];
assert.ok(answer.type === 'saw');
console.log(`what a worker sees: ${answer.seen}`);
// #endregion json
cluster.disconnect();
