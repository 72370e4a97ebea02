/**
 * Ends a worker in five ways and prints which events the parent sees of each.
 *
 * @zh 用五种方式让 worker 结束，打印父线程分别能看到哪些事件。
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const file = new URL('./worker-errors.worker.ts', import.meta.url);

// #region watch
/** Runs the worker to its end and notes every event on the way. */
async function watch(how: string): Promise<string[]> {
  const worker = new Worker(file, { workerData: how });
  const seen: string[] = [];
  worker.on('message', (text) => seen.push(`message ${text}`));
  worker.on('messageerror', (error) => seen.push(`messageerror ${error.name}`));
  worker.on('error', (error: NodeJS.ErrnoException) =>
    seen.push(`error ${error.name}: ${error.message}`),
  );
  // 'exit' always comes, and comes last. events.once() would not do here:
  // its promise rejects as soon as 'error' comes.
  const ended = new Promise<void>((resolve) => {
    worker.on('exit', (code) => {
      seen.push(`exit ${code}`);
      resolve();
    });
  });
  if (how === 'terminate') {
    await once(worker, 'online');
    await worker.terminate();
  }
  await ended;
  return seen;
}
// #endregion watch

const seen: Record<string, string[]> = {};
for (const how of ['throw', 'reject', 'exit', 'terminate', 'finish']) {
  seen[how] = await watch(how);
  console.log(`${how.padEnd(9)} -> ${seen[how].join(' | ')}`);
}

console.log('the main thread still runs');
assert.deepEqual(seen.throw, ['error RangeError: thrown', 'exit 1']);
assert.deepEqual(seen.reject, ['error Error: rejected', 'exit 1']);
assert.deepEqual(seen.exit, ['exit 3']);
assert.deepEqual(seen.terminate, ['exit 1']);
assert.deepEqual(seen.finish, ['message done', 'exit 0']);
