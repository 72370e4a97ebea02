/**
 * Renders the Mandelbrot set row by row on one thread and on two, and writes it as a PNG.
 *
 * @zh 用一个线程和两个线程逐行绘制 Mandelbrot 集，并写成 PNG。
 * @uses worker-pool
 * @measures
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodePng } from './mandelbrot.png.ts';
import { WorkerPool } from './worker-pool.pool.ts';

export interface Band {
  width: number;
  height: number;
  from: number; // The first row of this band,
  to: number; // and the one after the last.
}

// #region render
const [width, height, bands] = [720, 480, 24];
const file = new URL('./mandelbrot.worker.ts', import.meta.url);

/** Milliseconds, and the pixels: three bytes each. */
async function render(pool: WorkerPool<Band, Uint8Array>) {
  const start = performance.now();
  const rows = height / bands;
  const parts = await Promise.all(
    Array.from({ length: bands }, (_, i) =>
      pool.run({ width, height, from: i * rows, to: (i + 1) * rows }),
    ),
  );
  return { pixels: Buffer.concat(parts), ms: performance.now() - start };
}
// #endregion render

// #region measure
const pools = {
  'one thread': new WorkerPool<Band, Uint8Array>(file, { size: 1 }),
  'two threads': new WorkerPool<Band, Uint8Array>(file, { size: 2 }),
};
const times: Record<string, number[]> = {};
let picture = Buffer.alloc(0);
for (let round = 0; round <= 3; round++) {
  for (const [name, pool] of Object.entries(pools)) {
    const { pixels, ms } = await render(pool);
    if (round > 0) (times[name] ??= []).push(ms);
    if (picture.length > 0) assert.deepEqual(pixels, picture, 'same picture');
    picture = pixels;
  }
}
for (const pool of Object.values(pools)) await pool.close();
for (const [name, list] of Object.entries(times)) {
  const median = list.toSorted((a, b) => a - b)[1]!;
  console.log(`${name}: ${median.toFixed(0)} ms`);
}
const ratios = times['one thread']!.map(
  (t, i) => t / times['two threads']![i]!,
);
const speedUp = ratios.toSorted((a, b) => a - b)[1]!;
console.log(`speed-up: ${speedUp.toFixed(2)} x`);
// #endregion measure

// #region write
const png = encodePng(picture, width, height);
const [, , path] = process.argv; // npm run snippet mandelbrot -- fractal.png
const folder = path ? undefined : mkdtempSync(join(tmpdir(), 'mandelbrot-'));
writeFileSync(path ?? join(folder!, 'mandelbrot.png'), png);
console.log(`picture: ${(png.length / 1e3).toFixed(0)} kB`);
if (folder) rmSync(folder, { recursive: true });
// #endregion write
