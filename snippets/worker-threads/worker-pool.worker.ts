// The work of worker-pool.ts: one number in, one number out.
import { serve } from './worker-pool.serve.ts';

// #region worker
const fibonacci = (n: number): number =>
  n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);

serve((n: number) => {
  if (n === 0) process.exit(7); // Takes the whole thread away.
  if (n < 0) throw new RangeError('n must not be negative');
  if (n > 90) for (;;); // Never ends.
  return fibonacci(n);
});
// #endregion worker
