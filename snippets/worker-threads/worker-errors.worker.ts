// The thread that worker-errors.ts starts, which ends as workerData says.
import { parentPort, workerData } from 'node:worker_threads';

// #region worker
switch (workerData) {
  case 'throw':
    throw new RangeError('thrown');
  case 'reject':
    // Nobody handles it, so it becomes an uncaught exception here.
    void Promise.reject(new Error('rejected'));
    break;
  case 'exit':
    // Ends this thread only. The process goes on.
    process.exit(3);
    break;
  case 'terminate':
    // Never gives the event loop back; terminate() stops it all the same.
    for (;;);
  case 'finish':
    parentPort!.postMessage('done');
}
// #endregion worker
