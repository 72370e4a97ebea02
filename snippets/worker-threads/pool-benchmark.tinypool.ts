// The threads of tinypool in pool-benchmark.ts.
import Tinypool from 'tinypool';
import { work, type Input } from './pool-benchmark.work.ts';

export default function answer(input: Input): unknown {
  const result = work(input);
  if (typeof result === 'number') return result;
  // tinypool has no move() in its types; these two symbols are what it reads.
  return {
    [Tinypool.transferableSymbol]: result.buffer,
    [Tinypool.valueSymbol]: result,
  };
}
