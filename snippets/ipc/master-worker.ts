/**
 * Gives tasks to two worker processes; one worker dies with a task in hand, one task
 * kills whoever takes it, and every task is answered all the same.
 *
 * @zh 把任务分给两个 worker 进程：一个 worker 拿着任务死掉，一个任务谁接谁死，而每个任务都有答复。
 */
import assert from 'node:assert/strict';
import { Master } from './master-worker.master.ts';

const file = new URL('./master-worker.worker.ts', import.meta.url);

// #region use
const master = new Master(file, 2);
const step = 20_000;
const inputs = Array.from({ length: 8 }, (_, i) => ({
  from: i * step,
  to: (i + 1) * step,
  ...(i === 3 && { crash: 'once' }),
  ...(i === 1 && { crash: 'always' }),
}));
const tasks = [...inputs, { from: 9, to: 1 }].map((input) => master.run(input));
const results = await Promise.allSettled(tasks);
await master.close();
// #endregion use

// #region collect
let primes = 0;
results.forEach((result, i) => {
  if (result.status === 'fulfilled') primes += Number(result.value);
  const text =
    result.status === 'fulfilled' ? result.value : result.reason.message;
  console.log(`task ${i + 1}: ${text}`);
});
console.log(`primes found: ${primes} primes`);
console.log(`workers started: ${master.started} processes`);
console.log(`given out again: ${master.repeated} tasks`);
// #endregion collect

assert.equal(results.filter(({ status }) => status === 'rejected').length, 2);
assert.equal(master.repeated, 3, 'twice for task 2, once for task 4');
assert.ok(master.started > 2, 'the dead were replaced');
assert.deepEqual(master.pids, [], 'nobody is left');
