/**
 * Workers report their memory and load; the primary replaces one that falls
 * silent because it is blocked.
 *
 * @zh worker 定期上报自己的内存和负载；其中一个因为卡住而没了声音，主进程就把它换掉。
 */
import assert from 'node:assert/strict';
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Health } from './cluster-health.worker.ts';

const file = new URL('./cluster-health.worker.ts', import.meta.url);
cluster.setupPrimary({ exec: fileURLToPath(file) });

// #region collect
const every = 100; // ms; a service takes seconds
const limit = 20 * every; // Be generous: a pause is no death.
const last = new Map<Worker, { at: number; health: Health }>();

cluster.on('message', (worker, health: Health) => {
  last.set(worker, { at: performance.now(), health });
});
cluster.on('exit', (worker, _code, signal) => {
  last.delete(worker);
  if (worker.exitedAfterDisconnect) return;
  console.log(`worker ${worker.id} ended by ${signal}: replaced`);
  cluster.fork({ EVERY: every });
});

const watch = setInterval(() => {
  for (const [worker, { at }] of last) {
    if (performance.now() - at < limit) continue;
    console.log(`worker ${worker.id} is silent: SIGKILL`);
    // SIGTERM would wait in the event loop that does not turn.
    worker.process.kill('SIGKILL');
    last.delete(worker); // Once is enough.
  }
}, every);
// #endregion collect

for (let i = 0; i < 2; i++) cluster.fork({ EVERY: every });
while (last.size < 2) await sleep(every);

// #region memory
// Each number is about the process that calls memoryUsage(). Called
// here for every worker, it prints the primary's own, twice.
const workers = [...last.keys()].sort((a, b) => a.id - b.id);
for (const worker of workers) {
  const { health } = last.get(worker)!;
  const busy = health.utilization * 100;
  console.log(`worker ${worker.id} rss: ${(health.rss / 1e6).toFixed(0)} MB`);
  console.log(`worker ${worker.id} loop in use: ${busy.toFixed(0)} %`);
}
const primary = process.memoryUsage.rss();
console.log(`primary rss: ${(primary / 1e6).toFixed(0)} MB`);
// #endregion memory

// #region block
const [first, second] = workers;
first!.send('block');
await once(first!, 'exit');
while (last.size < 2) await sleep(every);
clearInterval(watch);
const ids = [...last.keys()].map(({ id }) => id).sort();
console.log(`reporting now: workers ${ids.join(' and ')}`);
// #endregion block

const before = workers.map((worker) => last.get(worker)?.health.rss);
assert.equal(before[0], undefined, 'the silent one is forgotten');
assert.deepEqual(ids, [second!.id, 3]);
assert.ok(last.get(second!)!.health.rss - primary > 10e6);
cluster.disconnect();
