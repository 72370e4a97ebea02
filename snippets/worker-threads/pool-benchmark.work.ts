// The work of pool-benchmark.ts, the same for every pool.

export type Input = number | Uint8Array<ArrayBuffer>;

// #region work
/** A short piece: called often, so that each thread soon compiles it. */
function piece(x: number, steps: number): number {
  for (let i = 0; i < steps; i++) x = (Math.imul(x, 1_664_525) + i) | 0;
  return x;
}
function compute(steps: number): number {
  let x = 1;
  for (let left = steps; left > 0; left -= 10_000) {
    x = piece(x, Math.min(left, 10_000));
  }
  return x;
}

/** A number: so many steps. Bytes: touch one, and give them back. */
export function work(input: Input): Input {
  if (typeof input === 'number') return compute(input);
  input[0]! += 1;
  return input;
}
// #endregion work

/** How many steps take a millisecond here, once compiled. */
export function stepsPerMillisecond(): number {
  let steps = 0;
  for (let i = 0; i < 20; i++) {
    const start = performance.now();
    work(1_000_000);
    steps = Math.max(steps, 1e6 / (performance.now() - start));
  }
  return Math.round(steps);
}
