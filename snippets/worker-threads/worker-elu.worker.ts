// The thread of worker-elu.ts: computes for a share of each 20 milliseconds.
import { parentPort } from 'node:worker_threads';

// #region worker
let percent = 0;
parentPort!.on('message', (asked: number) => {
  percent = asked;
  parentPort!.postMessage('heard');
});

function slice(): void {
  const busy = percent / 5;
  const end = performance.now() + busy;
  while (performance.now() < end); // Time: of 20 ms so much.
  setTimeout(slice, 20 - busy); // Time: idle for the rest of them.
}
slice();
parentPort!.postMessage('ready');
// #endregion worker
