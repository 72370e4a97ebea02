// A thread of broadcast-channel.ts: keeps its level up to date.
import { BroadcastChannel, parentPort, workerData } from 'node:worker_threads';

// #region worker
const settings = new BroadcastChannel('settings');
let level = 'info';

settings.onmessage = (event) => {
  const { data } = event as MessageEvent;
  if (data === 'end') settings.close();
  else if (data === 'which level?')
    parentPort!.postMessage({ name: workerData, level });
  else level = data.level;
};
// #endregion worker
parentPort!.postMessage('listening');
