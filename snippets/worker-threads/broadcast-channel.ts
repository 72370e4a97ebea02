/**
 * Tells all threads at once of a changed setting by a BroadcastChannel, and shows
 * who misses it.
 *
 * @zh 用 BroadcastChannel 把一项设置变更同时告诉所有线程，并看看谁会错过。
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { BroadcastChannel, Worker } from 'node:worker_threads';

const file = new URL('./broadcast-channel.worker.ts', import.meta.url);
const start = async (name: string): Promise<Worker> => {
  const worker = new Worker(file, { workerData: name });
  await once(worker, 'message'); // It listens now.
  return worker;
};

// #region tell
const settings = new BroadcastChannel('settings');
let heardItself = false;
settings.onmessage = () => (heardItself = true);

const early = await Promise.all([start('first'), start('second')]);
settings.postMessage({ level: 'debug' });
const late = await start('late'); // Nobody repeats it for this one.

// Over the same channel: so the question cannot overtake the news.
const answers = [...early, late].map((worker) => once(worker, 'message'));
settings.postMessage('which level?');
const levels: Record<string, string> = {};
for (const [{ name, level }] of await Promise.all(answers)) {
  levels[name] = level;
  console.log(`${name}: ${level}`);
}
console.log('the sender heard itself:', heardItself);
// #endregion tell

// #region end
// A channel that listens keeps its thread alive, here and in the workers.
const ends = [...early, late].map((worker) => once(worker, 'exit'));
settings.postMessage('end');

settings.close();
await Promise.all(ends);
// #endregion end

assert.deepEqual(levels, { first: 'debug', second: 'debug', late: 'info' });
assert.equal(heardItself, false);
