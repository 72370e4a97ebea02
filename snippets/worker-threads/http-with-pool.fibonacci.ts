// The heavy work of http-with-pool.ts.
export const fibonacci = (n: number): number =>
  n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
