// The thread of atomics-race.ts: counts in shared memory.
import { parentPort, workerData } from 'node:worker_threads';

interface Job {
  memory: SharedArrayBuffer;
  how: 'plain' | 'atomic';
  times: number;
  threads: number;
}
const { memory, how, times, threads } = workerData as Job;
const cells = new Int32Array(memory);
const [counter, ready] = [0, 1];

// #region start
// Start together: else the first may be done before the last begins.
Atomics.add(cells, ready, 1);
while (Atomics.load(cells, ready) < threads);
// #endregion start

const start = performance.now();
// #region race
if (how === 'plain') {
  // Read, add, write: what the other thread writes between the first
  // step and the last is overwritten.
  for (let i = 0; i < times; i++) cells[counter]! += 1;
} else {
  // One step, in which no other thread can come between.
  for (let i = 0; i < times; i++) Atomics.add(cells, counter, 1);
}
// #endregion race
parentPort!.postMessage(performance.now() - start);
