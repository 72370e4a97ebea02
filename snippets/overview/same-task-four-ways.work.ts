// The task, and the helper that does it: a thread, a fork or a cluster worker.
import { isMainThread, parentPort } from 'node:worker_threads';

export type Range = [from: number, to: number];

/** By trial division: slow on purpose, and without any memory. */
export function countPrimes([from, to]: Range): number {
  let found = 0;
  for (let n = Math.max(from, 2); n < to; n++) {
    let prime = true;
    for (let d = 2; d * d <= n && prime; d++) prime = n % d !== 0;
    if (prime) found++;
  }
  return found;
}

// #region helper
if (!isMainThread) {
  parentPort!.on('message', (range: Range | null) => {
    if (range) parentPort!.postMessage(countPrimes(range));
    else parentPort!.close();
  });
} else if (process.send) {
  process.on('message', (range: Range) => {
    process.send!(countPrimes(range));
  });
}
// #endregion helper
