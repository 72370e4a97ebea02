/**
 * Counts primes on the main thread, on one worker thread and on two, and
 * measures what the second thread buys.
 *
 * @zh 分别在主线程、一个 worker 线程、两个 worker 线程上数素数，测出第二个线程带来多少。
 * @measures
 * @takes 100000..3000000 2000000 primes below / 素数上限
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { countPrimes } from './cpu-intensive-task.primes.ts';

const limit = Number(process.argv[2] ?? 2_000_000);
const rounds = 5;
const pieces = 16;

// #region spread
type Range = [from: number, to: number];

/** More pieces than threads: halves would not take equally long. */
const ranges = Array.from({ length: pieces }, (_, i): Range => {
  const bound = (n: number): number => Math.floor((limit / pieces) * n);
  return [bound(i), bound(i + 1)];
});

/** Each worker takes the next piece when it is done with its last. */
async function countOn(workers: Worker[]): Promise<number> {
  const queue = ranges.values();
  let total = 0;
  const work = async (worker: Worker): Promise<void> => {
    for (const range of queue) {
      worker.postMessage(range);
      const [found] = await once(worker, 'message');
      total += found;
    }
  };
  await Promise.all(workers.map(work));
  return total;
}
// #endregion spread

const workers = [1, 2].map(
  () => new Worker(new URL('./cpu-intensive-task.worker.ts', import.meta.url)),
);
const ways: Record<string, () => number | Promise<number>> = {
  'main thread': () =>
    ranges.reduce((sum, [from, to]) => sum + countPrimes(from, to), 0),
  'one thread': () => countOn(workers.slice(0, 1)),
  'two threads': () => countOn(workers),
};

// #region measure
const times: Record<string, number[]> = {};
const totals = new Set<number>();
// Round 0 starts the threads and compiles the code: it does not count.
for (let round = 0; round <= rounds; round++) {
  // All ways in every round, so that a noisy moment hits them alike.
  for (const [name, run] of Object.entries(ways)) {
    const start = performance.now();
    totals.add(await run());
    const time = performance.now() - start;
    if (round > 0) (times[name] ??= []).push(time);
  }
}

const median = (list: number[]): number =>
  list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]!;
// #endregion measure
for (const worker of workers) worker.postMessage(null);

for (const total of totals) {
  console.log(`found: ${total.toLocaleString('en')} primes`);
}
for (const [name, list] of Object.entries(times)) {
  console.log(`${name}: ${median(list).toFixed(0)} ms`);
}
// Per round first, then the median: a ratio of two neighbours in time.
const speedUps = times['one thread']!.map(
  (time, round) => time / times['two threads']![round]!,
);
console.log(`speed-up with two threads: ${median(speedUps).toFixed(2)} x`);

assert.equal(totals.size, 1, 'every way found the same number of primes');
