/**
 * Starts one thread after the other, and measures the time to start and the memory of
 * each; then asks how many there should be.
 *
 * @zh 逐个启动线程，测每个的启动时间和内存；再看该开多少个。
 * @measures
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { Worker } from 'node:worker_threads';

const count = 10;
const median = (list: number[]): number =>
  list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]!;

// #region measure
const idle =
  'require("node:worker_threads").parentPort.on("message", () => {})';

const workers: Worker[] = [];
const times: number[] = [];
const memory: number[] = [];
for (let i = 0; i <= count; i++) {
  const rss = process.memoryUsage.rss();
  const start = performance.now();
  const worker = new Worker(idle, { eval: true });
  await once(worker, 'online');
  workers.push(worker);
  if (i === 0) continue; // Loads what the others will find loaded.
  times.push(performance.now() - start);
  memory.push(process.memoryUsage.rss() - rss);
}
const mb = memory.reduce((a, b) => a + b) / count / 1e6;
console.log(`start-up of an empty thread: ${median(times).toFixed(1)} ms`);
console.log(`memory of an empty thread: ${mb.toFixed(1)} MB`);

// #endregion measure

// #region end
const before = process.memoryUsage.rss();
const start = performance.now();
await Promise.all(workers.map((worker) => worker.terminate()));
const ended = (performance.now() - start) / workers.length;
console.log(`end of a thread: ${ended.toFixed(1)} ms`);
const back = (before - process.memoryUsage.rss()) / 1e6;
console.log(`memory given back by all: ${back.toFixed(1)} MB`);
// #endregion end

// #region how-many
// cpus() counts the processors of the machine; this counts those that
// the process may use. Neither knows the quota of a container everywhere.
console.log(`may run at once: ${availableParallelism()} threads`);
const file = '/sys/fs/cgroup/cpu.max'; // Linux, cgroup v2
const [quota, period] = existsSync(file)
  ? readFileSync(file, 'utf8').trim().split(' ')
  : [];
const limited = quota !== undefined && quota !== 'max';
const share = limited ? Number(quota) / Number(period) : Infinity;
const size = Math.max(1, Math.min(availableParallelism(), Math.floor(share)));
console.log(`a pool for computation: ${size} threads`);
// #endregion how-many

assert.ok(availableParallelism() <= cpus().length);
assert.ok(mb > 1, 'a thread is not a matter of kilobytes');
