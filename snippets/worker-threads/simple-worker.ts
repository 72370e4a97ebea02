/**
 * Starts one worker thread, sends it a message, and waits for its answer and its end.
 *
 * @zh 启动一个 worker 线程，给它发一条消息，等待回复，再等它结束。
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker, threadId } from 'node:worker_threads';

// #region main
const worker = new Worker(
  new URL('./simple-worker.worker.ts', import.meta.url),
  {
    workerData: { greeting: 'hello' },
  },
);
worker.once('online', () => console.log('main: the worker runs'));

// 'error' must have a listener: an error nobody hears ends the process.
worker.on('error', (error) => console.error('main: worker failed', error));

worker.postMessage({ numbers: [3, 1, 2] });
const [answer] = await once(worker, 'message');
console.log('main: got', answer.sorted);

// The worker closed its port, so nothing keeps its event loop alive.
const [exitCode] = await once(worker, 'exit');
console.log(`main: the worker ended with code ${exitCode}`);
// #endregion main

assert.deepEqual(answer.sorted, [1, 2, 3]);
assert.equal(answer.pid, process.pid, 'a thread shares the pid');
assert.notEqual(answer.threadId, threadId, 'and has a thread id of its own');
assert.equal(exitCode, 0);
