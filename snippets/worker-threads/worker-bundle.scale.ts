// The worker of worker-bundle.ts.
// #region worker
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { pixels } from './worker-bundle.pixels.ts';

const where = isMainThread ? 'the main thread' : 'a thread of its own';
const count: number = pixels(workerData);
parentPort!.postMessage(`${count} pixels, scaled in ${where}`);
// #endregion worker
