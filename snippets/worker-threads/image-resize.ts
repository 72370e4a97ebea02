/**
 * Resizes pictures with sharp, one after the other, at once, and through a pool of
 * threads, and shows that the pool buys nothing.
 *
 * @zh 用 sharp 缩放图片：逐张、同时、经线程池，结果线程池一无所获。
 * @uses worker-pool
 * @measures
 */
import assert from 'node:assert/strict';
import sharp from 'sharp';
import { resize } from './image-resize.sharp.ts';
import { WorkerPool } from './worker-pool.pool.ts';

const count = 8;
const photo = await sharp({
  create: {
    width: 1600,
    height: 1200,
    channels: 3,
    noise: { type: 'gaussian', mean: 128, sigma: 40 },
    background: 'black',
  },
})
  .jpeg()
  .toBuffer();

// #region ways
const pool = new WorkerPool<Uint8Array, Uint8Array>(
  new URL('./image-resize.worker.ts', import.meta.url),
  { size: 2 },
);
const all = <T>(work: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, work));

const ways: Record<string, () => Promise<Uint8Array[]>> = {
  async 'one after the other'() {
    const small: Uint8Array[] = [];
    for (let i = 0; i < count; i++) small.push(await resize(photo));
    return small;
  },
  'all at once': () => all(() => resize(photo)),
  'all at once in a pool': () => all(() => pool.run(photo)),
};
// #endregion ways

// #region measure
const times: Record<string, number[]> = {};
const busy: Record<string, number[]> = {};
for (let round = 0; round <= 3; round++) {
  for (const [name, run] of Object.entries(ways)) {
    const loop = performance.eventLoopUtilization();
    const start = performance.now();
    const small = await run();
    const ms = performance.now() - start;
    assert.equal(small.length, count);
    if (round === 0) continue; // Starts the threads, fills the caches.
    (times[name] ??= []).push(ms);
    const { utilization } = performance.eventLoopUtilization(loop);
    (busy[name] ??= []).push(utilization * 100);
  }
}
const median = (list: number[]): number =>
  list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]!;
for (const name of Object.keys(ways)) {
  console.log(`${name}: ${median(times[name]!).toFixed(0)} ms`);
  console.log(`main loop busy, ${name}: ${median(busy[name]!).toFixed(0)} %`);
}
// #endregion measure
await pool.close();

const { width } = await sharp(await resize(photo)).metadata();
assert.equal(width, 200);
assert.ok(median(busy['all at once']!) < 50, 'the main thread hardly works');
