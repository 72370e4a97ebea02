// The thread of worker-isolation.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { counter } from './worker-isolation.state.ts';

// #region worker
counter.value += 1; // This thread's own instance of the module: 0 + 1.
workerData.level = 'trace'; // This thread's own copy.

parentPort!.postMessage({
  counter: counter.value,
  answer: Reflect.get(globalThis, 'answer'),
  last: [1, 2, 3].at(-1),
  level: workerData.level,
});
// #endregion worker
