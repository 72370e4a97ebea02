// The work of worker-break-even.ts: on any thread, as long as it is told.
import { isMainThread, parentPort, workerData } from 'node:worker_threads';

// #region work
/** Adds up square roots; the pool calls it by its default export. */
export default function work(steps: number): number {
  let sum = 0;
  for (let i = 0; i < steps; i++) sum += Math.sqrt(i);
  return sum;
}

// Started by itself, it does one task. The pool passes no number.
if (!isMainThread && typeof workerData === 'number') {
  parentPort!.postMessage(work(workerData));
}
// #endregion work
