/**
 * Changes a module's variable, a global and an imported object in two threads, and
 * shows that neither sees what the other did.
 *
 * @zh 两个线程各自修改模块变量、全局变量和导入的对象，结果谁也看不到对方的改动。
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { counter } from './worker-isolation.state.ts';

const { default: state } = await import('./worker-isolation.state.ts');

// #region main
counter.value = 10;
Object.assign(globalThis, { answer: 42 });
Array.prototype.at = () => 'patched here';

// workerData is cloned at the start: later changes stay on this side.
const settings = { level: 'info' };
const worker = new Worker(
  new URL('./worker-isolation.worker.ts', import.meta.url),
  { workerData: settings },
);
settings.level = 'debug';

const [seen] = await once(worker, 'message');
console.log('the worker sees', seen);
console.log('counter here is', counter.value);
console.log('level here is  ', settings.level);
// #endregion main

assert.equal(state, counter, 'in one thread a module is loaded once');
assert.deepEqual(seen, {
  counter: 1,
  answer: undefined,
  last: 3,
  level: 'trace',
});
assert.equal(counter.value, 10);
assert.equal(settings.level, 'debug');
