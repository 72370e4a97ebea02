// The program of worker-bundle.ts, as it is in the source folder: starts one worker, and says its answer.
// #region main
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

// Beside this file, with its extension: .ts in the source, .mjs in the bundle.
const file = new URL(
  `./worker-bundle.scale${extname(import.meta.url)}`,
  import.meta.url,
);

const worker = new Worker(file, { workerData: { width: 4, height: 6 } });
worker.on('message', (answer: string) => console.log(answer));
// #endregion main
