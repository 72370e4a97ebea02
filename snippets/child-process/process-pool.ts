/**
 * Gives ten tasks to a pool of two processes; one throws, one exits, one hangs and one
 * ends right after its answer, and every caller gets a result or an error.
 *
 * @zh 把十个任务交给两个进程的进程池：一个抛错，一个退出，一个卡死，一个答完就退出；每个调用者都得到结果或者错误。
 */
import assert from 'node:assert/strict';
import { ProcessPool } from './process-pool.pool.ts';
import type { Task } from './process-pool.task.ts';

// #region use
const file = new URL('./process-pool.task.ts', import.meta.url);
const pool = new ProcessPool(file, 2, 5000);

const tasks: Task[] = [
  { primesBelow: 100 },
  { primesBelow: 1, fault: 'throw' },
  { primesBelow: 1000 },
  { primesBelow: 1, fault: 'exit' },
  { primesBelow: 10_000 },
  { primesBelow: 1, fault: 'hang' },
  { primesBelow: 20_000 },
  { primesBelow: 30_000 },
  { primesBelow: 40_000 },
  { primesBelow: 10, fault: 'answer and exit' },
];
const running = tasks.map((task) => pool.run(task));
const closed = pool.close(); // Drains: these ten are still answered.
const refused = await pool.run(tasks[0]).catch(String);

const results = await Promise.allSettled(running);
results.forEach((result, i) => {
  const { primesBelow, fault = '' } = tasks[i]!;
  const said =
    result.status === 'fulfilled'
      ? `${result.value} primes`
      : (result.reason as Error).message;
  console.log(`below ${primesBelow} ${fault}: ${said}`.replace(' :', ':'));
});
console.log('after close():', refused);
await closed;
console.log('processes left:', pool.pids.length);
// #endregion use
console.log(`processes started: ${pool.started} processes`);

assert.deepEqual(
  results.map(({ status }) => status === 'fulfilled'),
  tasks.map(({ fault }) => !fault || fault === 'answer and exit'),
);
assert.ok(pool.started > 2, 'what was lost was replaced');
assert.equal(refused, 'Error: the pool is closed');
