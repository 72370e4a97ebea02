// The thread of pool-correct.ts: one number in, one number out.
import { parentPort } from 'node:worker_threads';

// #region worker
const fibonacci = (n: number): number =>
  n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);

parentPort!.on('message', (n: number) => {
  if (n === 0) process.exit(7);
  if (n < 0) throw new RangeError('n must not be negative');
  parentPort!.postMessage(fibonacci(n));
});
// #endregion worker
