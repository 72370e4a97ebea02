/**
 * Does tasks of growing length inline, each in a worker of its own, and in a pool, and
 * measures from which length on each pays.
 *
 * @zh 把由短到长的任务分别就地执行、每个任务新开一个 worker、交给线程池，测出从多长起才划算。
 * @measures
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import work from './worker-break-even.work.ts';

const file = new URL('./worker-break-even.work.ts', import.meta.url);
const pool = new Piscina({
  filename: file.href,
  minThreads: 2,
  maxThreads: 2,
});

// #region ways
const ways: Record<string, (steps: number) => number | Promise<number>> = {
  inline: work,
  async 'own worker'(steps) {
    const worker = new Worker(file, { workerData: steps });
    const ended = once(worker, 'exit');
    const [result] = await once(worker, 'message');
    await ended;
    return result;
  },
  pool: (steps) => pool.run(steps),
};
// #endregion ways

/** Steps that take one millisecond on this machine, warmed up. */
function calibrate(): number {
  let perMs = 0;
  for (let i = 0; i < 20; i++) {
    const start = performance.now();
    work(1e6);
    perMs = Math.max(perMs, 1e6 / (performance.now() - start));
  }
  return perMs;
}

// #region measure
const perMs = calibrate();
// How many tasks of each length: enough to measure, few enough to wait.
const plan = [
  { length: 0.01, tasks: 200 },
  { length: 0.1, tasks: 80 },
  { length: 1, tasks: 24 },
  { length: 10, tasks: 8 },
];
const results: Record<string, number> = {};
for (const { length, tasks } of plan) {
  const steps = Math.round(perMs * length);
  const times: Record<string, number[]> = {};
  for (let round = 0; round <= 3; round++) {
    for (const [name, run] of Object.entries(ways)) {
      // A start takes long enough that a few of them can be measured.
      const count = name === 'own worker' ? 4 : tasks;
      const start = performance.now();
      // Eight at a time, as a server with eight clients.
      const left = Array.from({ length: count }).keys();
      const client = async (): Promise<void> => {
        for (const _ of left) await run(steps);
      };
      await Promise.all(Array.from({ length: 8 }, client));
      const time = (performance.now() - start) / count;
      if (round > 0) (times[name] ??= []).push(time);
    }
  }
  console.log(`tasks of ${length} ms`);
  for (const [name, list] of Object.entries(times)) {
    const median = list.toSorted((a, b) => a - b)[1]!;
    results[`${name} ${length}`] = median;
    console.log(`  ${name} (${length} ms tasks): ${median.toFixed(3)} ms`);
  }
}
// #endregion measure
await pool.destroy();

const of = (name: string): number => results[name]!;
assert.ok(
  of('inline 0.01') < of('pool 0.01'),
  'a message costs more than this',
);
assert.ok(of('pool 1') < of('own worker 1'), 'a start costs more than 1 ms');
