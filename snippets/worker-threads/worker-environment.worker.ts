// The thread of worker-environment.ts: tells its surroundings and changes one.
import { text } from 'node:stream/consumers';
import * as threads from 'node:worker_threads';

// #region worker
const { getEnvironmentData, parentPort } = threads;

parentPort!.postMessage({
  colour: process.env.COLOUR,
  release: getEnvironmentData('release'),
  argv: process.argv.slice(2),
  // Node 20 has no threadName.
  name: Reflect.get(threads, 'threadName') || undefined,
});
process.env.COLOUR = 'changed by the worker';

if (process.argv.includes('--verbose')) {
  console.log('read:', await text(process.stdin));
}
// #endregion worker
