// The thread of worker-elu.ts: computes for a share of each 20 milliseconds.
import { parentPort } from 'node:worker_threads';

// #region worker
let percent = 0;
parentPort!.on('message', (asked: number) => (percent = asked));

function slice(): void {
  const end = performance.now() + percent / 5;
  while (performance.now() < end);
  setTimeout(slice, Math.max(20 - percent / 5, 0));
}
slice();
parentPort!.postMessage('ready');
// #endregion worker
