/**
 * Does one CPU task alone, by two threads, by two forked processes and by a cluster
 * of two, and measures each.
 *
 * @zh 同一个 CPU 任务，分别单独做、交给两个线程、两个 fork 的进程、两个 worker 的 cluster，逐一测时间。
 * @measures
 */
import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import cluster, { type Worker as ClusterWorker } from 'node:cluster';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { countPrimes, type Range } from './same-task-four-ways.work.ts';

const file = new URL('./same-task-four-ways.work.ts', import.meta.url);
const pieces = Array.from({ length: 16 }, (_, i): Range => {
  return [i * 90_000, (i + 1) * 90_000];
});

// #region ways
type Helper = Worker | ChildProcess | ClusterWorker;

/** Each helper takes the next piece when it is done with its last. */
async function spread(helpers: Helper[]): Promise<number> {
  const queue = pieces.values();
  let total = 0;
  const work = async (helper: Helper): Promise<void> => {
    for (const piece of queue) {
      const answer = once(helper, 'message');
      if (helper instanceof Worker) helper.postMessage(piece);
      else helper.send(piece);
      const [found] = await answer;
      total += found; // `total += await` would read total too early.
    }
  };
  await Promise.all(helpers.map(work));
  return total;
}

cluster.setupPrimary({ exec: fileURLToPath(file) });
const two = <T>(start: () => T): T[] => [start(), start()];
const helpers = {
  'two threads': two(() => new Worker(file)),
  'two forks': two(() => fork(file)),
  'cluster of two': two(() => cluster.fork()),
};
// #endregion ways

const ways: Record<string, () => number | Promise<number>> = {
  alone: () => pieces.reduce((sum, piece) => sum + countPrimes(piece), 0),
};
for (const [name, list] of Object.entries(helpers)) {
  ways[name] = () => spread(list);
}

// #region measure
const times: Record<string, number[]> = {};
const totals = new Set<number>();
// Round 0 waits for the start-ups and compiles: it does not count.
for (let round = 0; round <= 5; round++) {
  for (const [name, run] of Object.entries(ways)) {
    const start = performance.now();
    totals.add(await run());
    const taken = performance.now() - start;
    if (round > 0) (times[name] ??= []).push(taken);
  }
}
// #endregion measure

const ends = Object.values(helpers)
  .flat()
  .map((helper) => {
    const ended = once(helper, 'exit');
    if (helper instanceof Worker) helper.postMessage(null);
    else helper.disconnect();
    return ended;
  });
await Promise.all(ends);

for (const total of totals) {
  console.log(`found: ${total.toLocaleString('en')} primes`);
}
for (const [name, list] of Object.entries(times)) {
  const median = list.toSorted((a, b) => a - b)[2]!;
  console.log(`${name}: ${median.toFixed(0)} ms`);
}
assert.equal(totals.size, 1, 'every way found the same number of primes');
