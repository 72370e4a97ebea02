// The thread of what-is-written.ts: lives until it is told to end.
import { parentPort } from 'node:worker_threads';

parentPort!.once('message', () => {});
parentPort!.postMessage('up');
