// The thread of worker-errors.ts, which ends as its workerData says.
import { parentPort, workerData } from 'node:worker_threads';

class NotFound extends Error {
  override name = 'NotFound';
  status = 404;
}

// #region worker
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
    for (;;); // Stopped all the same, though it never yields.
  case 'finish':
    parentPort!.postMessage('done');
    break;
  case 'unreadable message': {
    // The main thread's stack is smaller than a worker's: this can be
    // sent, and not be read.
    let deep: unknown[] = [];
    for (let i = 0; i < 10_000; i++) deep = [deep];
    parentPort!.postMessage(deep);
  }
}
// #endregion worker
