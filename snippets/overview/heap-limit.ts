/**
 * Fills the heap of a worker thread and of a child process, each with a limit of its
 * own, and prints who survives.
 *
 * @zh 把一个 worker 线程和一个子进程的堆撑满，二者各有上限，打印谁活了下来。
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { getHeapStatistics } from 'node:v8';
import { Worker } from 'node:worker_threads';

const file = new URL('./heap-limit.fill.ts', import.meta.url);
const ours = getHeapStatistics().heap_size_limit / 1e6;
console.log(`limit of the main thread: ${ours.toFixed(0)} MB`);

// #region thread
const worker = new Worker(file, {
  // A small young generation too. What moves from a large one in one go
  // may exceed the limit by so much that V8 aborts the whole process.
  resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4 },
});
worker.on('message', (limit: number) =>
  console.log(`limit of the worker: ${limit.toFixed(0)} MB`),
);
const [error] = await once(worker, 'error');
console.log('worker: error', (error as NodeJS.ErrnoException).code);
// #endregion thread

// #region process
const child = fork(file, {
  execArgv: [...process.execArgv, '--max-old-space-size=64'],
  silent: true, // V8 prints a long farewell to stderr.
});
child.stderr!.resume();
child.on('message', (limit: number) =>
  console.log(`limit of the child: ${limit.toFixed(0)} MB`),
);
const [code, signal] = await once(child, 'close');
console.log(`child: code ${code}, signal ${signal}`);
// #endregion process
console.log('we are still here');

assert.equal((error as NodeJS.ErrnoException).code, 'ERR_WORKER_OUT_OF_MEMORY');
// On Windows an abort is an exit code, elsewhere a signal.
assert.ok(signal === 'SIGABRT' || code !== 0, 'the child was ended');
