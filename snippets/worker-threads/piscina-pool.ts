/**
 * Runs the tasks of worker-pool on Piscina: failures, a time limit, an abort, a full
 * queue, statistics and closing.
 *
 * @zh 把 worker-pool 的任务放到 Piscina 上：失败、时限、取消、队列满、统计和关闭。
 */
import assert from 'node:assert/strict';
import { Piscina } from 'piscina';

// #region use
const pool = new Piscina<number, number>({
  filename: new URL('./piscina-pool.work.ts', import.meta.url).href,
  minThreads: 2, // By default half the processors, and idle ones end.
  maxThreads: 2,
  maxQueue: 6,
});

const tasks = {
  'fibonacci(20)': pool.run(20),
  'a task that never ends': pool.run(99, {
    // Time: there is no other limit of it.
    signal: AbortSignal.timeout(300),
  }),
  'a task that throws': pool.run(-1),
  'fibonacci(21)': pool.run(21),
  'a task that exits': pool.run(0),
  'fibonacci(22)': pool.run(22),
  'one too many': pool.run(23),
  'and another': pool.run(24),
  'and a last': pool.run(25),
};
const settled = Promise.allSettled(Object.values(tasks));
// #endregion use

// #region results
const seen: string[] = [];
for (const [i, result] of (await settled).entries()) {
  const { status } = result;
  const text = status === 'fulfilled' ? result.value : tell(result.reason);
  const name = Object.keys(tasks)[i];
  seen.push(`${name}: ${text}`);
  console.log(seen.at(-1));
}
console.log(`answered: ${pool.completed} tasks`);
await pool.close(); // Waits for what runs and waits.
// #endregion results

function tell(error: unknown): string {
  const { name, message } = error as Error;
  return `${name}: ${message}`;
}

const failed = seen.filter((line) => /Error/.test(line));
assert.equal(seen.length, 9, 'every promise settled');
assert.equal(failed.length, 4, failed.join());
assert.match(seen[8]!, /queue is at limit/);
