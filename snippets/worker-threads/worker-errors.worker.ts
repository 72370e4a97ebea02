// The thread of worker-errors.ts, which ends as its workerData says.
import { parentPort, workerData } from 'node:worker_threads';

// #region worker
class NotFound extends Error {
  override name = 'NotFound';
  status = 404;
}

switch (workerData) {
  case 'throw':
    throw new NotFound('no user 7');
  case 'throw text':
    throw 'out of luck';
  case 'reject':
    void Promise.reject(new TypeError('nobody caught me'));
    break;
  case 'exit':
    parentPort!.postMessage('before');
    process.exit(3); // Ends this thread, not the process.
    break;
  case 'terminate':
    for (;;); // Never gives the event loop back, and is stopped all the same.
  case 'finish':
    parentPort!.postMessage('done');
    break;
  case 'unreadable message': {
    // Deeper than the main thread's stack can read, which is smaller than
    // a worker's: sending works, receiving does not.
    let deep: unknown[] = [];
    for (let i = 0; i < 10_000; i++) deep = [deep];
    parentPort!.postMessage(deep);
  }
}
// #endregion worker
