// The thread of cpu-intensive-task.ts: counts the primes of one range a time.
import { parentPort } from 'node:worker_threads';
import { countPrimes } from './cpu-intensive-task.primes.ts';

// #region worker
parentPort!.on('message', (range: [from: number, to: number] | null) => {
  if (range) parentPort!.postMessage(countPrimes(...range));
  else parentPort!.close();
});
// #endregion worker
