// Both workers of message-channel.ts: one sends lines, the other counts words.
import { once } from 'node:events';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';

// #region worker
const [port] = (await once(parentPort!, 'message')) as [MessagePort];

if (workerData === 'reader') {
  for (const line of ['to be or not', 'to be', 'that is it']) {
    port.postMessage(line);
  }
  port.close(); // What was sent before still arrives.
} else {
  let words = 0;
  port.on('message', (line: string) => (words += line.split(' ').length));
  await once(port, 'close');
  parentPort!.postMessage(words);
}
// #endregion worker
