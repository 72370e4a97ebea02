// The work of pool-benchmark.ts, the same for every pool.
export type Input = number | Uint8Array<ArrayBuffer>;

// #region work
/** A number: compute so many steps. Bytes: touch one, and give them back. */
export function work(input: Input): Input {
  if (typeof input !== 'number') {
    input[0]! += 1;
    return input;
  }
  let sum = 0;
  for (let i = 0; i < input; i++) sum += Math.sqrt(i);
  return sum;
}
// #endregion work

/** How many steps take a millisecond here, once compiled. */
export function stepsPerMillisecond(): number {
  let steps = 0;
  for (let i = 0; i < 20; i++) {
    const start = performance.now();
    work(1e6);
    steps = Math.max(steps, 1e6 / (performance.now() - start));
  }
  return Math.round(steps);
}
