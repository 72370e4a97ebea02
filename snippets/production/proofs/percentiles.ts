import type { Proofs } from '../../proving.ts';

/** The time that 99 of 100 answers did not exceed. */
const p99 = (times: number[]): number =>
  times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1]!;

/** A thousand answers in 10 ms each, but for so many that took a second. */
const answers = (slow: number): number[] =>
  Array.from({ length: 1000 }, (_, i) => (i < slow ? 1000 : 10));

export const proofs: Proofs = {
  /**
   * Two workers, 1,000 answers each; one of them was slow 15 times, or 25 times: the p99.
   * @zh 两个 worker 各 1,000 个应答，其中一个有 15 次（或 25 次）很慢：p99 是多少。
   */
  'percentile-mean': () => {
    const seen: Record<string, string> = {};
    for (const slow of [15, 25]) {
      const both = [answers(0), answers(slow)];
      const mean = (p99(both[0]!) + p99(both[1]!)) / 2;
      seen[`slow ${slow} times`] =
        `mean of the two: ${mean} ms; of all answers: ${p99(both.flat())} ms`;
    }
    return seen;
  },
};
