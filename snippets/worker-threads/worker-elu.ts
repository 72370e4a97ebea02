/**
 * Measures from outside how busy a worker's event loop is: idle, half busy, and busy all the
 * time.
 *
 * @zh 从外面测量一个 worker 的事件循环有多忙：空闲、半忙、全忙。
 * @measures
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const worker = new Worker(new URL('./worker-elu.worker.ts', import.meta.url));
await once(worker, 'message');

// #region measure
/** Share of a time in which the worker's loop did not wait. */
async function busyShare(percent: number): Promise<number> {
  const heard = once(worker, 'message');
  worker.postMessage(percent);
  await heard; // From now on it is busy for so much of its time.
  // Read from this thread: the worker need not answer, nor even notice.
  const before = worker.performance.eventLoopUtilization();
  await sleep(500); // Time: the share of it is what we want to know.
  const { utilization } = worker.performance.eventLoopUtilization(before);
  return utilization * 100;
}

const idle = await busyShare(0);
const half = await busyShare(50);
const busy = await busyShare(100);
console.log(`utilization of an idle worker: ${idle.toFixed(0)} %`);
console.log(`utilization when half busy: ${half.toFixed(0)} %`);
console.log(`utilization when always busy: ${busy.toFixed(0)} %`);
// #endregion measure

const main = performance.eventLoopUtilization().utilization * 100;
console.log(`utilization of the main thread: ${main.toFixed(0)} %`);
await worker.terminate();

// Half and all are not compared: waiting for a processor counts as busy.
assert.ok(idle < half && idle < busy);
