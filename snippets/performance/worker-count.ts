/**
 * Prints what the machine offers, and what one, two, four and eight processes make of it
 * when they compute and when they wait.
 *
 * @zh 打印机器能给多少，再看一、二、四、八个进程在计算和等待两种负载下各能做到多少。
 * @measures
 */
import assert from 'node:assert/strict';
import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, cpus } from 'node:os';

const file = new URL('./worker-count.worker.ts', import.meta.url);

// #region offers
console.log(`cpus(): ${cpus().length} processes`);
console.log(`available parallelism: ${availableParallelism()} processes`);
if (process.platform === 'linux') {
  // Pinned to one core, as a container with a cpuset is.
  const code = 'os.cpus().length + " " + os.availableParallelism()';
  const command = ['-c', '0', process.execPath, '-p', code];
  const [all, ours] = execFileSync('taskset', command).toString().split(' ');
  console.log(`cpus() on one core: ${Number(all)} processes`);
  console.log(`available parallelism on one core: ${Number(ours)} processes`);
  assert.equal(Number(ours), 1);
}
// #endregion offers

// #region measure
/** Gives the processes one task after another for half a second. */
async function rate(workers: ChildProcess[], wait: boolean): Promise<number> {
  let done = 0;
  const start = performance.now();
  const end = start + 500;
  const feed = async (worker: ChildProcess): Promise<void> => {
    while (performance.now() < end) {
      const answers = once(worker, 'message');
      worker.send(wait);
      await answers;
      done++;
    }
  };
  await Promise.all(workers.map(feed));
  return (done * 1000) / (performance.now() - start);
}

const computed: number[] = [];
const waited: number[] = [];
for (const amount of [1, 2, 4, 8]) {
  const workers = Array.from({ length: amount }, () => fork(file));
  const ready = await Promise.all(workers.map((w) => once(w, 'message')));
  const memory = ready.reduce((sum, [rss]) => sum + rss / 1e6, 0);
  const name = `${amount} ${amount === 1 ? 'process' : 'processes'}`;
  computed.push(await rate(workers, false));
  waited.push(await rate(workers, true));
  console.log(name);
  console.log(`  computing (${name}): ${computed.at(-1)!.toFixed(0)} /s`);
  console.log(`  waiting (${name}): ${waited.at(-1)!.toFixed(0)} /s`);
  console.log(`  resident (${name}): ${memory.toFixed(0)} MB`);
  for (const worker of workers) worker.disconnect();
  await Promise.all(workers.map((w) => once(w, 'exit')));
}
// #endregion measure

const most = Math.max(...computed) / computed[0]!;
console.log(`most gained by computing: ${most.toFixed(1)} x`);
assert.ok(waited[3]! > 2 * waited[0]!, 'one task at a time: waiting scales');
assert.ok(most < waited[3]! / waited[0]!, 'computing ends at the cores');
