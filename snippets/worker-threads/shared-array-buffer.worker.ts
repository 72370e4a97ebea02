// The thread that shared-array-buffer.ts shares its memory with.
import { workerData } from 'node:worker_threads';

// #region worker
const flag = new Int32Array(workerData as SharedArrayBuffer, 0, 1);
const numbers = new Int32Array(workerData as SharedArrayBuffer, 4, 5);

// Sleeps while the flag is 0; costs no CPU time. A loop, because being
// woken proves nothing: only the flag does.
while (Atomics.load(flag, 0) === 0) Atomics.wait(flag, 0, 0);

numbers.forEach((n, i) => (numbers[i] = n * n));
Atomics.store(flag, 0, 2);
// #endregion worker
