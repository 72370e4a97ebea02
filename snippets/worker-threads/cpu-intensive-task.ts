/**
 * Counts primes on the main thread, on one worker and on two, and measures what the second thread buys.
 *
 * @zh 分别在主线程、一个 worker、两个 worker 上数素数，测出第二个线程到底带来多少。
 * @measures
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { countPrimes } from './cpu-intensive-task.primes.ts';

const limit = Number(process.argv[2] ?? 4_000_000);
const rounds = 5;
const pieces = 16;

// #region spread
type Range = [from: number, to: number];

/** Equal pieces; there are more than workers, since the later cost more. */
const ranges: Range[] = Array.from({ length: pieces }, (_, i) => [
  Math.floor((limit / pieces) * i),
  Math.floor((limit / pieces) * (i + 1)),
]);

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
  'one worker': () => countOn(workers.slice(0, 1)),
  'two workers': () => countOn(workers),
};

// #region measure
const times: Record<string, number[]> = {};
const totals = new Set<number>();
// One round more than counts: the first compiles the code and is left out.
for (let round = 0; round <= rounds; round++) {
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

for (const [name, list] of Object.entries(times)) {
  console.log(`${name}: ${median(list).toFixed(0)} ms`);
}
// A ratio of two neighbours in time: noise that lasts hits both.
const ratio = (i: number): number =>
  times['one worker']![i]! / times['two workers']![i]!;
const speedUp = median(times['one worker']!.map((_, i) => ratio(i)));
console.log(`speed-up of the second worker: ${speedUp.toFixed(2)} x`);

assert.equal(totals.size, 1, 'every way found the same number of primes');
