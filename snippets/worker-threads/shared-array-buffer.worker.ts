// The thread that shared-array-buffer.ts shares its memory with.
import { parentPort, workerData } from 'node:worker_threads';

// #region worker
const cells = new Int32Array(workerData as SharedArrayBuffer);
parentPort!.postMessage('the worker is about to wait');

// Blocks this thread, its event loop included, while cell 0 holds 0.
// The main thread may wait too in Node, and then serves nobody.
const result = Atomics.wait(cells, 0, 0, 2000);

cells[1]! *= 2;
parentPort!.postMessage(`waited: ${result}, doubled to ${cells[1]}`);
// #endregion worker
