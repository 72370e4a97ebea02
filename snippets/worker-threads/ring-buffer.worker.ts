/** Writes numbers into the ring as fast as it takes them. */
import { parentPort, workerData } from 'node:worker_threads';
import { Ring } from './ring-buffer.ring.ts';

// #region producer
const { memory, values } = workerData as {
  memory: SharedArrayBuffer;
  values: number;
};
const ring = new Ring(memory);
let braked = 0;
for (let i = 1; i <= values; i++) if (ring.write(i)) braked++;
parentPort!.postMessage({ braked });
// #endregion producer
