/**
 * Gives the same hashes to a libuv threadpool of 1, 4 and 8 threads, and measures
 * how long a file and a socket wait behind them.
 *
 * @zh 把同样的哈希任务交给 1、4、8 个线程的 libuv 线程池，测出文件和 socket 要在后面等多久。
 * @measures
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Times } from './libuv-threadpool.child.ts';

const file = new URL('./libuv-threadpool.child.ts', import.meta.url);

// #region sizes
/** The size is read once, at the first use: so a process for each. */
async function measure(size: number): Promise<Times> {
  const child = fork(file, {
    env: { ...process.env, UV_THREADPOOL_SIZE: String(size) },
  });
  const ended = once(child, 'exit');
  const [times] = await Promise.race([
    once(child, 'message'),
    ended.then(([code]) => {
      throw new Error(`the child ended with ${code}`);
    }),
  ]);
  await ended;
  return times;
}

const results: Times[] = [];
for (const size of [1, 4, 8]) {
  const times = await measure(size);
  results.push(times);
  for (const [name, time] of Object.entries(times)) {
    console.log(`${name} (pool of ${size}): ${time} ms`);
  }
}
// #endregion sizes

const [one, , eight] = results;
const waits = 'stat behind four hashes';
assert.ok(one![waits] > eight![waits], 'a free thread answers sooner');
assert.ok(
  one!['socket beside four hashes'] < one![waits],
  'a socket does not queue for the pool',
);
