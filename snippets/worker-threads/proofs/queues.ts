import type { Proofs } from '../../proving.ts';

export const proofs: Proofs = {
  /**
   * An array as a queue: one `shift()`, by how many tasks wait in it; medians of 500.
   * @zh 拿数组当队列：一次 `shift()`，按里面等着的任务数；500 次的中位数。
   */
  'array-shift-length': () => {
    const median = (length: number): number => {
      const queue = Array.from({ length }, (_, id) => ({ id }));
      const times = Array.from({ length: 500 }, () => {
        const begun = process.hrtime.bigint();
        queue.shift();
        return Number(process.hrtime.bigint() - begun);
      });
      return times.sort((a, b) => a - b)[250]!;
    };
    const short = median(1000);
    const against = (length: number): string =>
      median(length) > 10 * short
        ? 'more than 10 times as long as with 1,000'
        : 'less than 10 times as long as with 1,000';
    return { '10,000': against(10_000), '100,000': against(100_000) };
  },
};
