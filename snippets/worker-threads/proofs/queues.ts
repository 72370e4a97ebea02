import type { Proofs } from '../../proving.ts';

/** Nanoseconds that `shift()` takes, the median of 300; the least of nine, since a busy machine can only add to it. */
function shifting(length: number): number {
  const medians = Array.from({ length: 9 }, () => {
    const queue = Array.from({ length }, (_, id) => ({ id }));
    const times = Array.from({ length: 300 }, () => {
      const begun = process.hrtime.bigint();
      queue.shift();
      return Number(process.hrtime.bigint() - begun);
    });
    return times.sort((a, b) => a - b)[150]!;
  });
  return Math.min(...medians);
}

export const proofs: Proofs = {
  /**
   * An array as a queue: one `shift()`, by how many tasks wait in it, beside one with 1,000.
   * @zh 拿数组当队列：一次 `shift()`，按里面等着的任务数，与 1,000 个时相比。
   */
  'array-shift-length': () => {
    const short = shifting(1000);
    return Object.fromEntries(
      [16_000, 17_000, 100_000].map((length) => [
        length.toLocaleString('en'),
        shifting(length) > 5 * short
          ? 'more than 5 times as long'
          : 'no longer than 5 times',
      ]),
    );
  },
};
