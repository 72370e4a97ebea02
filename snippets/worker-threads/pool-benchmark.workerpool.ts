// The threads of workerpool in pool-benchmark.ts.
import workerpool from 'workerpool';
import { work, type Input } from './pool-benchmark.work.ts';

workerpool.worker({
  answer(input: Input): unknown {
    const result = work(input);
    if (typeof result === 'number') return result;
    return new workerpool.Transfer(result, [result.buffer]);
  },
});
