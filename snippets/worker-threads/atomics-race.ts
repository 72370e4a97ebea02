/**
 * Lets two threads count in shared memory, loses updates for real, and then
 * counts right with Atomics.
 *
 * @zh 两个线程在共享内存里计数：先真实地丢失更新，再用 Atomics 数对。
 * @measures
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const threads = 2;
let times = 5_000_000;

// #region count
/** Every thread adds 1 to the same cell, `times` times. */
async function count(how: 'plain' | 'atomic') {
  const memory = new SharedArrayBuffer(8);
  const workers = Array.from(
    { length: threads },
    () =>
      new Worker(new URL('./atomics-race.worker.ts', import.meta.url), {
        workerData: { memory, how, times, threads },
      }),
  );
  const ends = workers.map((worker) => once(worker, 'exit'));
  let time = 0;
  for (const worker of workers) {
    worker.on('message', (ms: number) => (time = Math.max(time, ms)));
  }
  await Promise.all(ends);
  return { counted: new Int32Array(memory)[0]!, time };
}
// #endregion count

// #region show
let plain = await count('plain');
// Two threads on one core take turns, and may be done before they have
// to share it: then give them more to do.
while (plain.counted === threads * times && times < 100_000_000) {
  times *= 2;
  plain = await count('plain');
}
const expected = threads * times;
const lost = expected - plain.counted;
const atomic = await count('atomic');

const say = (name: string, n: number, unit: string): void =>
  console.log(`${name}: ${Math.round(n).toLocaleString('en')} ${unit}`);
say('expected', expected, 'updates');
say('counted with plain increments', plain.counted, 'updates');
say('lost updates', lost, 'updates');
say('counted with atomic increments', atomic.counted, 'updates');
say('time of plain increments', plain.time, 'ms');
say('time of atomic increments', atomic.time, 'ms');
// #endregion show

assert.ok(lost > 0, 'two threads raced and lost nothing');
assert.equal(atomic.counted, expected);
