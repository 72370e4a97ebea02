// The threads of mandelbrot.ts: each call computes some rows.
import type { Band } from './mandelbrot.ts';
import { move, serve } from './worker-pool.serve.ts';

// #region worker
serve(({ width, height, from, to }: Band) => {
  const pixels = new Uint8Array(width * (to - from) * 3);
  let at = 0;
  for (let row = from; row < to; row++) {
    for (let column = 0; column < width; column++) {
      const steps = escapeSteps(
        (column / width) * 3 - 2.1,
        (row / height) * 2 - 1,
      );
      pixels.set(colour(steps), at);
      at += 3;
    }
  }
  return move(pixels, [pixels.buffer]); // Given away, not copied.
});
// #endregion worker

const most = 400;

/** Steps until z -> z * z + c leaves the circle around 0; `most` if never. */
function escapeSteps(re: number, im: number): number {
  let [x, y] = [0, 0];
  for (let step = 0; step < most; step++) {
    const [x2, y2] = [x * x, y * y];
    if (x2 + y2 > 4) return step;
    y = 2 * x * y + im;
    x = x2 - y2 + re;
  }
  return most;
}

function colour(steps: number): [number, number, number] {
  if (steps === most) return [16, 24, 40];
  const t = Math.sqrt(steps / most);
  return [
    255 * Math.min(1, 0.15 + 2.2 * t),
    255 * Math.min(1, 0.35 + 1.2 * t),
    255 * Math.min(1, 0.6 + 0.4 * t),
  ];
}
