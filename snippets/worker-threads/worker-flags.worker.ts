// The worker of worker-flags.ts: says what of its process has reached it.
// #region worker
import { parentPort } from 'node:worker_threads';

const preloaded = 'preloaded' in globalThis ? 'preloaded' : '-';
const collects = globalThis.gc ? 'gc()' : '-';
parentPort!.postMessage(`${preloaded.padEnd(10)} ${collects}`);
// #endregion worker
