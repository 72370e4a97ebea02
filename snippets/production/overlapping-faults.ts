/**
 * Does two bad things at a time to the reference service, pair after pair at random moments,
 * and looks each time at what must hold.
 *
 * Arguments: how many pairs, and a seed that draws the same ones again.
 *
 * @zh 对参考服务同时做两件坏事：一对接一对，时刻随机，每次都检查必须成立的条件。
 * @needs posix
 * @measures
 * @uses production-app
 * @arguments 30 22
 * @takes 1..30 6 pairs of faults / 故障组数
 * @takes 0..999999 22 seed / 随机种子
 */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attack } from './overlapping-faults.attack.ts';
import { describe, faults, moments } from './overlapping-faults.plan.ts';
import { productionApp } from './overlapping-faults.service.ts';
import { losses } from './overlapping-faults.verdict.ts';

const now = Date.now() % 1_000_000;
const [amount = 6, seed = now] = process.argv.slice(2).map(Number);

// #region attack
const all: ReturnType<typeof losses>[] = [];
let killing = 0;
const failure = await attack(productionApp, {
  moments,
  faults,
  amount,
  seed,
  atOnce: 3,
  onRun(run) {
    all.push(losses(run));
    if (run.hit.size > 0) killing++;
  },
});
// #endregion attack

if (failure) {
  const { steps, problems, log } = failure;
  console.log(`seed ${failure.seed}: ${describe(steps)}`);
  for (const line of log) console.log(`  [service] ${line}`);
  for (const problem of problems) console.log(`  ${problem}`);
}

// #region losses
type Why = keyof ReturnType<typeof losses>;
const show = (name: string, why: Why): void => {
  const sum = all.reduce((total, counts) => total + counts[why], 0);
  console.log(`${name}: ${sum} requests`);
};
console.log(`tried: ${all.length} pairs`);
console.log(`tried with a killed or stopped worker: ${killing} pairs`);
show('answered', 'answered');
show('lost in a killed or stopped worker', 'its worker was hit');
show('never taken by a worker', 'never taken');
show('cut at a deadline', 'cut at a deadline');
show('lost otherwise', 'fault');
// #endregion losses
// What the services compiled, kept from start to start.
rmSync(join(tmpdir(), 'overlapping-faults-cache'), {
  recursive: true,
  force: true,
});
assert.equal(failure, undefined);
