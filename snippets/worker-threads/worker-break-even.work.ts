// The work of worker-break-even.ts: on any thread, as long as it is told.
import { isMainThread, parentPort, workerData } from 'node:worker_threads';

// #region work
/** Integers only. The pool calls it by its default export. */
export default function work(steps: number): number {
  let x = 1;
  for (let i = 0; i < steps; i++) x = (Math.imul(x, 1_664_525) + i) | 0;
  return x;
}

// Started by itself, it does one task. The pool passes no number.
if (!isMainThread && typeof workerData === 'number') {
  parentPort!.postMessage(work(workerData));
}
// #endregion work
