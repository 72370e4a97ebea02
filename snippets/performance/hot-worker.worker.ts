// The thread of hot-worker.ts: compares texts without end, waits for a lock, or has nothing to do.
import { parentPort, workerData } from 'node:worker_threads';

// #region worker
/** The edit distance of two texts, as a textbook defines it: each letter more makes it some five times slower. */
function distance(a: string, b: string): number {
  if (!a || !b) return a.length + b.length;
  if (a[0] === b[0]) return distance(a.slice(1), b.slice(1));
  return (
    1 +
    Math.min(
      distance(a.slice(1), b),
      distance(a, b.slice(1)),
      distance(a.slice(1), b.slice(1)),
    )
  );
}

function compare(): void {
  distance('kitten', 'sitting');
  setImmediate(compare); // The loop turns between two of them.
}

function takeLock(): void {
  const lock = new Int32Array(new SharedArrayBuffer(4));
  Atomics.wait(lock, 0, 0); // Nobody will release it.
}
// #endregion worker

parentPort!.on('message', () => {});
parentPort!.postMessage('up');
if (workerData === 'compare') compare();
if (workerData === 'lock') takeLock();
