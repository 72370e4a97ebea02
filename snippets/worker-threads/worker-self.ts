/**
 * Starts its own file as a worker: one file that is main thread and worker.
 *
 * @zh 把自己这个文件再作为 worker 启动：同一个文件既是主线程，又是 worker。
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  Worker,
  isMainThread,
  parentPort,
  workerData,
} from 'node:worker_threads';

// #region self
// Both threads run this file from its first line to its last.
const side = isMainThread ? 'main' : 'worker';

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url), {
    workerData: [3, 1, 2],
  });
  const ended = once(worker, 'exit');
  const [answer] = await once(worker, 'message');
  console.log(`${side}: the worker, which is "${answer.side}", sorted`);
  console.log(`${side}: ${answer.sorted.join(' ')}`);
  await ended;
  assert.deepEqual(answer, { side: 'worker', sorted: [1, 2, 3] });
} else {
  const sorted = workerData.toSorted((a: number, b: number) => a - b);
  parentPort!.postMessage({ side, sorted });
}
// #endregion self

// #region role
// isMainThread is false in every worker, also in one that somebody else
// started. workerData says what this one was started for.
console.error(`${side}: isMainThread is ${isMainThread}`);
// #endregion role
