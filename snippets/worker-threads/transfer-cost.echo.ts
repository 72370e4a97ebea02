// The thread and the process of transfer-cost.ts: touches what it gets, and answers.
import { isMainThread, parentPort } from 'node:worker_threads';

type Message = [bytes: Uint8Array<ArrayBuffer>, way: string];

// #region echo
if (isMainThread) {
  process.on('message', (bytes: Uint8Array) => {
    bytes[0] = 1;
    process.send!(bytes);
  });
} else {
  const port = parentPort!;
  port.on('message', (message: Message | null) => {
    if (!message) return port.close();
    const [bytes, way] = message;
    bytes[0] = 1;
    if (way === 'clone') port.postMessage(bytes);
    if (way === 'transfer') port.postMessage(bytes, [bytes.buffer]);
    if (way === 'share') port.postMessage('done'); // It has it already.
  });
}
// #endregion echo
