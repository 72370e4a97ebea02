/**
 * Lets two threads work on the same memory and wait for each other with
 * Atomics, without a message.
 *
 * @zh 让两个线程在同一块内存上工作，用 Atomics 互相等待，不发消息。
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

// #region share
const memory = new SharedArrayBuffer(4 + 4 * 5);
const flag = new Int32Array(memory, 0, 1);
const numbers = new Int32Array(memory, 4, 5);

// The object is cloned, its memory is not: both see the same bytes.
const worker = new Worker(
  new URL('./shared-array-buffer.worker.ts', import.meta.url),
  { workerData: memory },
);
const ended = once(worker, 'exit');
await once(worker, 'online');

numbers.set([1, 2, 3, 4, 5]);
console.log('main: wrote ', numbers.join(' '));
// The data first, then the flag: whoever sees the flag sees the data.
Atomics.store(flag, 0, 1);
// Wakes the worker if it sleeps already. If not, it will see the flag
// and never fall asleep. Either way nothing is lost.
Atomics.notify(flag, 0);

await ended;
console.log('main: reads ', numbers.join(' '));
// #endregion share

// #region results
// What wait() can answer. It blocks this thread and its event loop:
// browsers forbid that on the main thread, Node does not.
const notEqual = Atomics.wait(flag, 0, 1);
console.log('the value is another already:', notEqual);
const timedOut = Atomics.wait(flag, 0, 2, 50); // Time: its last argument.
console.log('nobody notified in 50 ms:    ', timedOut);
// #endregion results

// #region wait-async
// TypeScript knows it from ES2024 on.
interface AsyncWait {
  waitAsync(
    cells: Int32Array,
    index: number,
    value: number,
  ): { async: true; value: Promise<string> } | { async: false; value: string };
}
// The same question without blocking: a promise, and the loop turns on.
const waiting = (Atomics as Atomics & AsyncWait).waitAsync(flag, 0, 2);
setImmediate(() => Atomics.notify(flag, 0)); // This thread still can.
const woken = await waiting.value;
console.log('woken without having slept: ', woken);
// #endregion wait-async

assert.equal(woken, 'ok');
assert.deepEqual([...numbers], [1, 4, 9, 16, 25]);
assert.deepEqual([notEqual, timedOut], ['not-equal', 'timed-out']);
