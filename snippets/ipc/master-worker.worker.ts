// A worker of master-worker.ts: registers, then computes one task after another.
import type { Word } from './master-worker.master.ts';

const say = (word: Word): void => {
  // The master may be gone: then nobody wants to know.
  if (process.connected) process.send!(word, () => {});
};

// #region work
function countPrimes({ from, to }: { from: number; to: number }): number {
  if (from > to) throw new RangeError(`${from} is beyond ${to}`);
  let count = 0;
  for (let n = Math.max(from, 2); n < to; n++) {
    let prime = true;
    for (let d = 2; d * d <= n && prime; d++) prime = n % d !== 0;
    if (prime) count++;
  }
  return count;
}
// #endregion work

// #region worker
interface Order {
  id: number;
  input: { from: number; to: number; crash?: 'once' | 'always' };
  attempt: number;
}

process.on('message', ({ id, input, attempt }: Order) => {
  if (input.crash === 'always' || (input.crash === 'once' && attempt === 1))
    process.kill(process.pid, 'SIGKILL'); // No goodbye.
  try {
    say({ word: 'done', id, result: countPrimes(input) });
  } catch (error) {
    say({ word: 'failed', id, message: (error as Error).message });
  }
});
say({ word: 'ready' });
// #endregion worker
