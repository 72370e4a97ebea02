// The thread that transfer-list.ts moves things to.
import { MessagePort, parentPort } from 'node:worker_threads';

// #region worker
parentPort!.on('message', (received: unknown) => {
  if (received instanceof MessagePort) {
    received.once('message', (text) => {
      received.postMessage(`the worker heard "${text}"`);
      received.close();
    });
  } else if (received instanceof Uint8Array && received.length > 5) {
    received[0]! += 1;
    parentPort!.postMessage(received, [received.buffer as ArrayBuffer]);
  }
});
// #endregion worker
