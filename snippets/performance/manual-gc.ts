/**
 * Collects garbage by hand: how long the process stands still with little and with much
 * memory alive, and what regular calls do to a program.
 *
 * @zh 手动触发垃圾回收：存活内存少和多的时候各停顿多久，定期调用又会把程序拖成什么样。
 * @measures
 */
import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// As node --expose-gc would, for a file that is run without it.
setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as (options?: { type: 'minor' }) => void;

const time = (work: () => void): number => {
  const start = performance.now();
  work();
  return performance.now() - start;
};
const median = (times: number[]): number =>
  times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;

// #region pause
const pause = (name: string, collect: () => void): number => {
  const times = Array.from({ length: 5 }, () => time(collect));
  const ms = median(times);
  console.log(`${name}: ${ms.toFixed(2)} ms`);
  return ms;
};

const small = pause('full pause (little alive)', () => gc());
const live = Array.from({ length: 500_000 }, (_, id) => ({ id, tags: [id] }));
const before = process.memoryUsage().heapUsed;
const large = pause('full pause (much alive)', () => gc());
const minor = pause('minor pause (much alive)', () => gc({ type: 'minor' }));
const freed = (before - process.memoryUsage().heapUsed) / 1e6;
const alive = process.memoryUsage().heapUsed / 1e6;
console.log(`alive: ${alive.toFixed(0)} MB`);
// #endregion pause

// #region regular
/** Ten requests' worth of garbage, with and without help. */
function serve(collect: boolean): number {
  return time(() => {
    for (let request = 0; request < 10; request++) {
      const rows = Array.from({ length: 20_000 }, (_, id) => ({ id }));
      assert.equal(rows.length, 20_000);
      if (collect) gc();
    }
  });
}
serve(false); // Warm-up.
const alone = serve(false);
const helped = serve(true);
console.log(`ten requests: ${alone.toFixed(0)} ms`);
console.log(`ten requests with gc(): ${helped.toFixed(0)} ms`);
console.log(`slower with gc(): ${(helped / alone).toFixed(1)} x`);
// #endregion regular

assert.equal(live.length, 500_000);
assert.ok(freed < alive / 4, 'what is alive cannot be freed');
assert.ok(large > 2 * small, 'a full pause grows with what is alive');
assert.ok(minor < large, 'a minor one looks at new objects only');
assert.ok(helped > alone);
