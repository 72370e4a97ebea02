/** Works slowly, and says how many messages it is done with. */
import { parentPort } from 'node:worker_threads';

// #region worker
parentPort!.on('message', (batch: { rows: number[] }) => {
  let sum = 0;
  for (const row of batch.rows)
    for (let i = 0; i < 2000; i++) sum = (sum + row * i) % 997;
  parentPort!.postMessage({ done: 1 }); // After the work, not on arrival.
});
// #endregion worker
