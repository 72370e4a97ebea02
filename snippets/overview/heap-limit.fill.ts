// Tells its heap limit, then fills the heap until the limit ends it.
import { setImmediate as turn } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { parentPort } from 'node:worker_threads';

// #region fill
const limit = getHeapStatistics().heap_size_limit / 1e6;
if (parentPort) parentPort.postMessage(limit);
else process.send!(limit);
await turn(); // Let the message leave.

const kept: number[][] = [];
for (;;) kept.push(new Array<number>(10_000).fill(kept.length));
// #endregion fill
