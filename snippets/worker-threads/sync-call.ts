/**
 * A synchronous call into a thread: with an answer, with an error, with a task that never answers, and with a thread that is gone.
 *
 * @zh 同步调用线程里的函数：有答案的、抛错的、永远不答的，以及线程已经没了的。
 */
import assert from 'node:assert/strict';
import { SyncCaller } from './sync-call.client.ts';

const caller = new SyncCaller(
  new URL('./sync-call.worker.ts', import.meta.url),
);
const told: string[] = [];
const show = (name: string, work: () => number): void => {
  try {
    told.push(String(work()));
  } catch (error) {
    const { name, message } = error as Error;
    told.push(`${name}: ${message}`);
  }
  console.log(`${name.padEnd(24)}${told.at(-1)}`);
};

// #region use
const patient = 20_000; // The thread still has to start.
show('first call', () => caller.call(16, patient));
show('it throws', () => caller.call(-1, patient));
show('it never answers', () => caller.call(0, 50));
show('the next one', () => caller.call(25, patient));
await caller.close();
show('the thread is gone', () => caller.call(36, 50));
// #endregion use

assert.deepEqual(told, [
  '4',
  'RangeError: negative',
  'Error: no answer to call 3 in time',
  '5',
  'Error: no answer to call 5 in time',
]);
