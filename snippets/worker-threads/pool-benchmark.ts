/**
 * Gives the same tasks to the pool of worker-pool and to Piscina, tinypool, workerpool and poolifier,
 * in turn, and compares.
 *
 * @zh 把同样的任务轮流交给 worker-pool 的线程池和 Piscina、tinypool、workerpool、poolifier，作比较。
 * @uses worker-pool
 * @measures
 * @arguments 300
 * @takes 10..400 100 milliseconds per round / 每轮毫秒数
 */
import assert from 'node:assert/strict';
import { startPools, type Pool } from './pool-benchmark.pools.ts';
import { stepsPerMillisecond, type Input } from './pool-benchmark.work.ts';

// Milliseconds per round and pool. In 30 there is time for four of the
// longest tasks: too few to compare.
const budget = Number(process.argv[2] ?? 100);
const rounds = 5;
const perMs = stepsPerMillisecond();

// #region loads
interface Load {
  first: () => Input;
  /** How many callers wait for an answer each before they ask again. */
  callers: number;
}
const loads: Record<string, Load> = {
  'tiny tasks': { first: () => 1, callers: 64 },
  'tasks of 1 ms': { first: () => perMs, callers: 16 },
  'tasks of 30 ms': { first: () => perMs * 30, callers: 2 },
  'one mb both ways': { first: () => new Uint8Array(1e6), callers: 4 },
};

function bytes(answer: unknown): Uint8Array<ArrayBuffer> {
  assert.ok(answer instanceof Uint8Array && answer.length === 1e6);
  return answer as Uint8Array<ArrayBuffer>;
}

/** Milliseconds for so many tasks. */
async function time(pool: Pool, tasks: number, load: Load): Promise<number> {
  const left = Array.from({ length: tasks }).keys();
  const caller = async (): Promise<void> => {
    let input = load.first();
    for (const _ of left) {
      const answer = await pool.run(input);
      // Bytes that came back go out again: new ones for each task would
      // measure the memory allocator and the garbage collector.
      if (typeof input === 'number') assert.equal(typeof answer, 'number');
      else input = bytes(answer);
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: load.callers }, caller));
  return performance.now() - start;
}
// #endregion loads

const median = (list: number[]): number =>
  list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]!;

const pools = startPools();
const ratios: Record<string, number> = {};
for (const [what, load] of Object.entries(loads)) {
  // A few tasks first, until every pool's code is compiled; then as many
  // for all as Piscina does in the time that a round may take.
  const few = load.callers * 2;
  for (const pool of Object.values(pools)) {
    for (let i = 0; i < 2; i++) await time(pool, few, load);
  }
  const ms = await time(pools.piscina!, few, load);
  const tasks = Math.ceil(Math.max(1, budget / ms) * few);

  // #region measure
  const times: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round++) {
    // Another one begins in each round, so that nobody is always the one
    // after the slowest.
    const order = Object.entries(pools);
    order.push(...order.splice(0, round));
    for (const [name, pool] of order) {
      (times[name] ??= []).push(await time(pool, tasks, load));
    }
  }
  // #endregion measure

  console.log(what);
  for (const [name, list] of Object.entries(times)) {
    const rate = (tasks / median(list)) * 1e3;
    console.log(`  ${what} on ${name}: ${rate.toFixed(0)} /s`);
  }
  for (const name of Object.keys(times)) {
    if (name === 'piscina') continue;
    // The ratio of neighbours in time first, then the median.
    const pairs = times.piscina!.map((ms, i) => ms / times[name]![i]!);
    ratios[`${what} ${name}`] = median(pairs);
    console.log(`  ${what} ${name} to piscina: ${median(pairs).toFixed(2)} x`);
  }
}

// Of the times nothing is asserted: a busy machine may turn them round.
assert.ok(Object.values(ratios).every(Number.isFinite));

// Not by closing the pools: the destroy() of one of them does not always
// come to an end. This ends all threads.
process.exit();
