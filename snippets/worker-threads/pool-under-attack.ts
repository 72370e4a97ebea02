/**
 * Does at random to the pool of worker-pool what may happen to it, several things at
 * once, and looks each time whether what it promises still holds.
 *
 * Arguments: how many attacks, a seed that repeats them, and the threads' file.
 *
 * @zh 随机地、好几件事同时地对 worker-pool 的线程池下手，每次都检查它承诺的还算不算数。
 * @uses worker-pool
 * @measures
 * @arguments 40 1
 * @takes 1..100 15 attacks / 攻击次数
 * @takes 0..65535 1 seed / 随机种子
 */
import * as fc from 'fast-check';
import assert from 'node:assert/strict';
import { Attack, totals } from './pool-under-attack.attack.ts';
import { plans } from './pool-under-attack.plan.ts';

const [amount = '15', seed = Date.now() & 0xffff, path] = process.argv.slice(2);
const file = new URL(path ?? './pool-under-attack.thread.ts', import.meta.url);

// A thread that dies between two tasks belongs to no promise: the pool warns
// of it. Here that is one of the attacks.
process.removeAllListeners('warning').on('warning', (warning) => {
  const { code } = warning as NodeJS.ErrnoException;
  if (code !== 'ERR_POOL_EXIT') console.error(warning);
});

// #region attack
let attacks = 0;
const property = fc.asyncProperty(plans, async (plan) => {
  attacks++;
  const problems = await new Attack(plan, file, 60_000).run();
  if (problems.length > 0) throw new Error(problems.join('\n'));
});
// What fails is tried with fewer and fewer steps, as long as it fails.
const result = await fc.check(property, {
  seed: Number(seed),
  numRuns: Number(amount),
  interruptAfterTimeLimit: 3_600_000,
});
// #endregion attack

console.log(`tasks given: ${totals.calls} tasks`);
console.log(`tasks answered: ${totals.answered} tasks`);
console.log(`threads started: ${totals.started} threads`);
if (result.failed) {
  // Whoever wants to see it again needs the seed.
  console.log(`seed ${seed}, ${amount} attacks`);
  console.log(JSON.stringify(result.counterexample?.[0], undefined, 1));
  console.log((result.errorInstance as Error).message);
}
assert.equal(result.failed, false, 'a promise of the pool does not hold');
assert.equal(attacks, Number(amount));
