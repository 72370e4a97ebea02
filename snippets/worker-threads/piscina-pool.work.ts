// The work of piscina-pool.ts. Piscina calls the default export.

const fibonacci = (n: number): number =>
  n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);

// #region work
export default function work(n: number): number {
  if (n === 0) process.exit(7);
  if (n < 0) throw new RangeError('n must not be negative');
  if (n > 90) for (;;);
  return fibonacci(n);
}
// #endregion work
