/**
 * Gives a pool of two threads nine tasks of which four fail, each in its own way,
 * and gets an answer for every one.
 *
 * @zh 给两个线程的线程池九个任务，其中四个以不同方式失败，而每个 promise 都有结果。
 */
import assert from 'node:assert/strict';
import { WorkerPool } from './worker-pool.pool.ts';

// #region use
const pool = new WorkerPool<number, number>(
  new URL('./worker-pool.worker.ts', import.meta.url),
  // Time: the limit that one task runs into.
  { size: 2, maxQueue: 100, timeLimit: 1000 },
);

const tasks = {
  'fibonacci(20)': pool.run(20),
  'a task that never ends': pool.run(99),
  'a task that throws': pool.run(-1),
  'fibonacci(21)': pool.run(21),
  'a task that exits': pool.run(0),
  'fibonacci(22)': pool.run(22),
  'a task whose caller gives up': pool.run(98, {
    // Time: when somebody gives up.
    signal: AbortSignal.timeout(300),
  }),
  'fibonacci(23)': pool.run(23),
  'fibonacci(24)': pool.run(24),
};
const closed = pool.close(); // Takes no more, finishes these nine.
await assert.rejects(pool.run(1), { code: 'ERR_POOL_CLOSED' });
await Promise.allSettled(Object.values(tasks));
await closed;
// #endregion use

// #region results
const results: unknown[] = [];
for (const [name, task] of Object.entries(tasks)) {
  const result = await task.catch((error: Error) => error);
  console.log(`${name}: ${result}`);
  results.push(result instanceof Error ? result.name : result);
}
const { started, completed, failed } = pool.stats;
console.log(`threads started: ${started} threads`);
console.log(`answered: ${completed} tasks`);
console.log(`failed: ${failed} tasks`);
// #endregion results

assert.deepEqual(results, [
  ...[6765, 'Error', 'RangeError', 10_946, 'Error'],
  ...[17_711, 'TimeoutError', 28_657, 46_368],
]);
assert.equal(completed + failed, results.length, 'each settled once');
// A lost thread is replaced when a task needs one, and not before: where the
// second one starts slowly it may do all the others, and exit at last.
assert.ok(started >= 2 && started <= 5, `started ${started}`);
