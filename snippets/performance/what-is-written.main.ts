// The program of what-is-written.ts: a worker, a log, and an end as it is told.
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const [, , path, how] = process.argv;
// #region main
const log = createWriteStream(path!);
await once(log, 'open');
const worker = new Worker(
  new URL('./what-is-written.worker.ts', import.meta.url),
);
await once(worker, 'message');

if (how === 'SIGTERM, handled') {
  process.on('SIGTERM', () => log.end('the last line\n', () => process.exit()));
} else {
  process.on('message', () => {
    log.write('a line\n');
    log.write('the last line\n'); // Waits until the first one is written.
    if (how === 'process.exit()') process.exit();
    if (how === 'uncaught error') throw new Error('a bug');
    worker.postMessage('end'); // By itself: nothing is left that holds it.
    process.disconnect();
  });
}
process.send!('ready');
// #endregion main
