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
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';

// A worker in plain JavaScript, so that what takes types off is not in its
// memory. A request computes, or it mostly waits for somebody else.
const folder = mkdtempSync(join(tmpdir(), 'worker-count-'));
const file = join(folder, 'worker.cjs');
writeFileSync(
  file,
  // Time: it stays until it is ended.
  `const { pbkdf2Sync } = require('node:crypto');
const answer = () => process.send(process.memoryUsage.rss());
process.on('message', (wait) => {
  if (wait) return setTimeout(answer, 20);
  pbkdf2Sync('secret', 'salt', 20_000, 32, 'sha256');
  answer();
});
process.on('disconnect', () => process.exit());
answer();
`,
);
delete process.env['NODE_OPTIONS']; // Nor what this was started with.

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
    // Time: a rate needs one.
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

/** Megabytes of these processes, with pages that they share divided (Linux). */
const proportional = (workers: ChildProcess[]): number =>
  workers.reduce((sum, { pid }) => {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return sum + Number(/^Pss:\s+(\d+)/m.exec(text)?.[1]) * 1.024e-3;
  }, 0);

const computed: number[] = [];
const waited: number[] = [];
for (const amount of [1, 2, 4, 8]) {
  const workers = Array.from({ length: amount }, () =>
    fork(file, { execArgv: [] }),
  );
  const ready = await Promise.all(workers.map((w) => once(w, 'message')));
  const memory = ready.reduce((sum, [rss]) => sum + rss / 1e6, 0);
  const linux = process.platform === 'linux';
  const pss = linux ? proportional(workers) : undefined;
  const name = `${amount} ${amount === 1 ? 'process' : 'processes'}`;
  computed.push(await rate(workers, false));
  waited.push(await rate(workers, true));
  console.log(name);
  console.log(`  computing (${name}): ${computed.at(-1)!.toFixed(0)} /s`);
  console.log(`  waiting (${name}): ${waited.at(-1)!.toFixed(0)} /s`);
  console.log(`  resident (${name}): ${memory.toFixed(0)} MB`);
  if (pss) console.log(`  proportional (${name}): ${pss.toFixed(0)} MB`);
  for (const worker of workers) worker.disconnect();
  await Promise.all(workers.map((w) => once(w, 'exit')));
}
// #endregion measure

rmSync(folder, { recursive: true });

const most = Math.max(...computed) / computed[0]!;
console.log(`most gained by computing: ${most.toFixed(1)} x`);
assert.ok(waited[3]! > 2 * waited[0]!, 'one task at a time: waiting scales');
assert.ok(most < waited[3]! / waited[0]!, 'computing ends at the cores');
