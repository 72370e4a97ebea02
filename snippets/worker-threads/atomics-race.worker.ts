// The thread of atomics-race.ts: counts in shared memory.
import { workerData } from 'node:worker_threads';

interface Job {
  memory: SharedArrayBuffer;
  how: 'plain' | 'atomic';
  times: number;
  threads: number;
  counter: number;
  ready: number;
}
const { memory, how, times, threads, counter, ready } = workerData as Job;
const cells = new Int32Array(memory);

// Start together: without this the first may be done before the last begins.
Atomics.add(cells, ready, 1);
while (Atomics.load(cells, ready) < threads);

// #region race
if (how === 'plain') {
  // Three steps: read, add, write. What the other thread wrote between the
  // first and the last is overwritten.
  for (let i = 0; i < times; i++) cells[counter]! += 1;
} else {
  // One step that no other thread can come between.
  for (let i = 0; i < times; i++) Atomics.add(cells, counter, 1);
}
// #endregion race
