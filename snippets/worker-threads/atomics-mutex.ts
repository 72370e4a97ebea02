/**
 * Lets two threads move money between shared accounts, without a lock and then with
 * a mutex made of Atomics, and compares the sums.
 *
 * @zh 两个线程在共享账户之间转账：先不加锁，再用 Atomics 做的互斥锁，比较总额。
 * @measures
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const accounts = 8;
const each = 1000;
let transfers = 200_000;

// #region run
/** Two threads transfer at random; returns the sum of all accounts. */
async function run(locked: boolean): Promise<[sum: number, ms: number]> {
  // Cell 0 is the mutex, cell 1 the starting line; the rest is money.
  const memory = new SharedArrayBuffer(4 * (2 + accounts));
  const cells = new Int32Array(memory);
  cells.fill(each, 2);
  const workers = [1, 2].map(
    (seed) =>
      new Worker(new URL('./atomics-mutex.worker.ts', import.meta.url), {
        workerData: { memory, locked, transfers, seed },
      }),
  );
  const times = await Promise.all(
    workers.map(async (worker) => {
      const ended = once(worker, 'exit');
      const [ms] = await once(worker, 'message');
      await ended;
      return ms as number;
    }),
  );
  const sum = cells.subarray(2).reduce((a, b) => a + b);
  return [sum, Math.max(...times)];
}
// #endregion run

// #region show
let [wrong, time] = await run(false);
// On one core the threads may never meet: then give them more to do.
while (wrong === accounts * each && transfers < 10_000_000) {
  transfers *= 4;
  [wrong, time] = await run(false);
}
const [right, lockedTime] = await run(true);
console.log(`in the bank at first: ${accounts * each}`);
console.log(`wrong without a lock: ${wrong !== accounts * each}`);
console.log(`in the bank with a mutex: ${right}`);
const ns = (ms: number): string => ((ms * 1e6) / transfers).toFixed(0);
console.log(`a transfer without a lock: ${ns(time)} ns`);
console.log(`a transfer with a mutex: ${ns(lockedTime)} ns`);
// #endregion show

assert.notEqual(wrong, accounts * each, 'money was made or lost');
assert.equal(right, accounts * each);
