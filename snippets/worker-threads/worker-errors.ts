/**
 * Ends a worker in each of the ways there are and prints which events the
 * parent sees.
 *
 * @zh 让 worker 以各种方式结束，打印父线程从每一种里看到哪些事件。
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

// #region watch
/** Starts a worker, and notes every event until its end. */
async function watch(how: string): Promise<string[]> {
  const worker = new Worker(
    new URL('./worker-errors.worker.ts', import.meta.url),
    { workerData: how },
  );
  const seen: string[] = [];
  // What was thrown need not be an Error, so its type is unknown.
  worker.on('error', (error: unknown) => seen.push(`error ${tell(error)}`));
  worker.on('messageerror', (error) => seen.push(`messageerror ${error.name}`));
  worker.on('message', (text) => seen.push(`message ${text}`));
  // Not once(): its promise rejects at 'error', and 'exit' comes after it.
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

// #region tell
/** What is left of an error after the way between two threads. */
function tell(error: unknown): string {
  if (!(error instanceof Error)) return `"${error}", a ${typeof error}`;
  const { constructor, name, message } = error;
  const status = 'status' in error ? `, status ${error.status}` : '';
  return `${name} (a plain ${constructor.name}): ${message}${status}`;
}
// #endregion tell

const ways = ['throw', 'throw text', 'reject', 'exit', 'terminate', 'finish'];
const seen: Record<string, string[]> = {};
for (const how of [...ways, 'unreadable message']) {
  seen[how] = await watch(how);
  console.log(`${how}:\n  ${seen[how].join('\n  ')}`);
}
console.log('and the main thread still runs');

assert.deepEqual(seen, {
  throw: ['error NotFound (a plain Error): no user 7, status 404', 'exit 1'],
  'throw text': ['error "out of luck", a string', 'exit 1'],
  reject: ['error TypeError (a plain TypeError): nobody caught me', 'exit 1'],
  exit: ['message before', 'exit 3'],
  terminate: ['exit 1'],
  finish: ['message done', 'exit 0'],
  'unreadable message': ['messageerror RangeError', 'exit 0'],
});
