/**
 * Lets two threads look at the same memory, and makes one wait until the other has written.
 *
 * @zh 让两个线程看到同一块内存，并让其中一个等到另一个写完再读。
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

// #region share
const memory = new SharedArrayBuffer(8);
const cells = new Int32Array(memory);

// The object is cloned, the memory is not: both sides see the same bytes.
const worker = new Worker(
  new URL('./shared-array-buffer.worker.ts', import.meta.url),
  { workerData: memory },
);
const [state] = await once(worker, 'message');
console.log('main:  ', state);

// Write the value first, then the flag: whoever sees the flag sees the value.
cells[1] = 1234;
Atomics.store(cells, 0, 1);
const woken = Atomics.notify(cells, 0);
console.log('main:   wrote 1234, threads woken:', woken);
// #endregion share

const [text] = await once(worker, 'message');
console.log('main:   worker says:', text);
await once(worker, 'exit');
console.log('main:   reads the answer from the same memory:', cells[1]);

assert.equal(cells[1], 2468);
