/**
 * Starts one worker thread, gives it data, exchanges messages with it and waits
 * for its end.
 *
 * @zh 启动一个 worker 线程：传入数据、互发消息，再等它结束。
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker, threadId } from 'node:worker_threads';

// #region main
const worker = new Worker(
  new URL('./simple-worker.worker.ts', import.meta.url),
  { workerData: { greeting: 'hello' } },
);
// Ask for both ends at once: once() rejects if the worker fails, and an
// 'exit' that comes while nobody listens is never told again.
const ended = once(worker, 'exit');

const [hello] = await once(worker, 'message');
console.log('main: the worker says', hello);

worker.postMessage([30, 10, 20]);
const [answer] = await once(worker, 'message');
console.log('main: got', answer.sorted);
console.log('main: same process:', answer.pid === process.pid);
console.log('main: same thread: ', answer.threadId === threadId);

const [code] = await ended;
console.log('main: the worker ended with exit code', code);
// #endregion main

assert.deepEqual(answer.sorted, [10, 20, 30]);
assert.equal(answer.pid, process.pid, 'a thread has no pid of its own');
assert.notEqual(answer.threadId, threadId, 'but a thread id of its own');
assert.equal(code, 0);
