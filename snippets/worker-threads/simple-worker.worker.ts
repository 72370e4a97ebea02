// The thread that simple-worker.ts starts.
import { parentPort, threadId, workerData } from 'node:worker_threads';

// #region worker
// parentPort is null in the main thread only.
if (!parentPort) throw new Error('run simple-worker.ts, which starts this');

console.log(`worker: ${workerData.greeting}, from workerData`);

parentPort.once('message', ({ numbers }: { numbers: number[] }) => {
  parentPort!.postMessage({
    sorted: numbers.toSorted(),
    pid: process.pid,
    threadId,
  });
  // An open port keeps the thread alive; closing it lets the thread end.
  parentPort!.close();
});
// #endregion worker
