/**
 * Lets two threads count in shared memory, loses updates for real, and then counts right with Atomics.
 *
 * @zh 两个线程在共享内存里计数：真实地丢失更新，再用 Atomics 数对。
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const threads = 2;
const times = 5_000_000;

// #region count
/** Every thread adds 1 to the same cell, `times` times. */
async function count(how: 'plain' | 'atomic'): Promise<number> {
  const memory = new SharedArrayBuffer(8);
  const [counter, ready] = [0, 1];
  const cells = new Int32Array(memory);
  const workers = Array.from(
    { length: threads },
    () =>
      new Worker(new URL('./atomics-race.worker.ts', import.meta.url), {
        workerData: { memory, how, times, threads, counter, ready },
      }),
  );
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
  return cells[counter]!;
}
// #endregion count

const expected = threads * times;
console.log('expected: 10,000,000');

const plain = await count('plain');
console.log(
  `counted by plain increments: ${plain.toLocaleString('en')} updates`,
);
const lost = expected - plain;
console.log(`lost updates: ${lost.toLocaleString('en')} updates`);

const atomic = await count('atomic');
console.log('counted by Atomics.add:', atomic.toLocaleString('en'));

assert.ok(lost > 0, 'two threads raced and lost nothing: run it again');
assert.equal(atomic, expected);
