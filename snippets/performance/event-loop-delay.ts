/**
 * Measures event loop delay and utilization of four kinds of load, each of which fools
 * one of the two figures or a plain average.
 *
 * @zh 对四种负载测事件循环延迟和利用率：每一种都骗得过其中一个数字，或者骗得过平均值。
 * @measures
 */
import assert from 'node:assert/strict';
import { pbkdf2 } from 'node:crypto';
import {
  monitorEventLoopDelay,
  performance,
  type ELDHistogram,
} from 'node:perf_hooks';
import {
  setImmediate as turn,
  setTimeout as sleep,
} from 'node:timers/promises';
import { promisify } from 'node:util';

const hash = promisify(pbkdf2);
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end); // Time: what the figures shall show.
}

// #region watch
interface Figures {
  elu: number;
  mean: number;
  p99: number;
  max: number;
}

/** Resolves when the monitor has taken one more sample. */
async function sampled(delay: ELDHistogram): Promise<void> {
  const { count } = delay;
  while (delay.count === count) await turn();
}

async function watch(
  name: string,
  load: () => Promise<unknown>,
): Promise<Figures> {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  await sampled(delay); // Counting starts after the first.
  delay.reset();
  const start = performance.eventLoopUtilization();
  await load();
  const elu = performance.eventLoopUtilization(start).utilization * 100;
  await sampled(delay); // It is taken after what made it late.
  delay.disable();
  const [mean, p99, max] = [delay.mean, delay.percentile(99), delay.max];
  console.log(name);
  console.log(`  utilization (${name}): ${elu.toFixed(0)} %`);
  console.log(`  mean (${name}): ${(mean / 1e6).toFixed(1)} ms`);
  console.log(`  p99 (${name}): ${(p99 / 1e6).toFixed(1)} ms`);
  console.log(`  max (${name}): ${(max / 1e6).toFixed(1)} ms`);
  return { elu, mean: mean / 1e6, p99: p99 / 1e6, max: max / 1e6 };
}
// #endregion watch

// #region loads
const idle = await watch('idle', () => sleep(1000)); // Time: a second of it.
const once = await watch('one long block', async () => {
  await sleep(800); // Time: and the rest of the second idle.
  block(200);
});
const many = await watch('many short tasks', async () => {
  const end = performance.now() + 1000;
  // Time: a second of it.
  while (performance.now() < end) {
    block(1);
    await turn(); // The loop turns between two tasks.
  }
});
const pool = await watch('full threadpool', async () => {
  const jobs = Array.from({ length: 8 }, () =>
    hash('secret', 'salt', 200_000, 32, 'sha256'),
  );
  await Promise.all(jobs);
});
// #endregion loads

assert.ok(once.max > 150, 'the block is in the maximum');
assert.ok(once.mean < once.max / 4, 'and hardly in the mean');
assert.ok(once.elu < 50, 'nor in the utilization of the second');
assert.ok(many.elu > 90 && many.p99 < once.max, 'busy, yet it answers');
assert.ok(pool.elu < many.elu, 'a full threadpool shows in neither');
assert.ok(idle.elu < 50);
