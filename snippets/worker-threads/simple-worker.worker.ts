// The thread that simple-worker.ts starts.
import { parentPort, threadId, workerData } from 'node:worker_threads';

// #region worker
// There is no parentPort in the main thread.
if (!parentPort) throw new Error('run simple-worker.ts instead');
const port = parentPort;

port.postMessage(`${workerData.greeting}, with data from the start`);

port.once('message', (numbers: number[]) => {
  const sorted = numbers.toSorted((a, b) => a - b);
  port.postMessage({ sorted, pid: process.pid, threadId });
  // A port with a 'message' listener keeps the thread alive. This one
  // has just lost its only one: nothing is left to wait for, the end.
});
// #endregion worker
