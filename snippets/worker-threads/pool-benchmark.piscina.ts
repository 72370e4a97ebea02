// The threads of Piscina in pool-benchmark.ts.
import { move } from 'piscina';
import { work, type Input } from './pool-benchmark.work.ts';

export default function answer(input: Input): unknown {
  const result = work(input);
  return typeof result === 'number' ? result : move(result);
}
