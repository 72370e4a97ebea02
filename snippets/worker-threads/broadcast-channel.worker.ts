// A thread of broadcast-channel.ts: keeps its level up to date.
import { BroadcastChannel, parentPort, workerData } from 'node:worker_threads';

// #region worker
const settings = new BroadcastChannel('settings');
let level = 'info';

settings.onmessage = (event) => {
  const { data } = event as MessageEvent;
  if (data !== 'end') level = data.level;
  else {
    settings.close();
    parentPort!.close();
  }
};
// #endregion worker
parentPort!.on('message', () => {
  parentPort!.postMessage({ name: workerData, level });
});
parentPort!.postMessage('listening');
