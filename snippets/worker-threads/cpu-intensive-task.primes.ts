// The work of cpu-intensive-task.ts: pure computation, no I/O.

/** How many primes there are from `from` up to, not including, `to`. */
export function countPrimes(from: number, to: number): number {
  let found = 0;
  for (let n = Math.max(from, 2); n < to; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) {
      if (n % d === 0) {
        prime = false;
        break;
      }
    }
    if (prime) found++;
  }
  return found;
}
