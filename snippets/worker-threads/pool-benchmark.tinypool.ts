// The threads of tinypool in pool-benchmark.ts.
import Tinypool from 'tinypool';
import { work, type Input } from './pool-benchmark.work.ts';

export default function answer(input: Input): unknown {
  const result = work(input);
  if (typeof result === 'number') return result;
  // It is there, but not among its types.
  const { move } = Tinypool as unknown as { move(value: unknown): unknown };
  return move(result);
}
