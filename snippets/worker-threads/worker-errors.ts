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
  const note = (event: string, detail: unknown): void => {
    seen.push(`${event} ${detail}`);
  };
  worker.on('error', (error) => note('error', tell(error)));
  worker.on('messageerror', ({ name }) => note('messageerror', name));
  worker.on('message', (text) => note('message', text));
  worker.on('exit', (code) => note('exit', code));
  // Not once(): its promise rejects at 'error', before 'exit' comes.
  const ended = new Promise((resolve) => worker.on('exit', resolve));
  if (how === 'terminate') {
    await once(worker, 'online');
    await worker.terminate();
  }
  await ended;
  return seen;
}
// #endregion watch

// #region tell
/** What is left of an error, if it was one, on this side. */
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
