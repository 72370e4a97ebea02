// The threads of our pool in pool-benchmark.ts.
import { work, type Input } from './pool-benchmark.work.ts';
import { move, serve } from './worker-pool.serve.ts';

serve((input: Input) => {
  const result = work(input);
  return typeof result === 'number' ? result : move(result, [result.buffer]);
});
