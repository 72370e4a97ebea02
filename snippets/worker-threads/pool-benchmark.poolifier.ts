// The threads of poolifier in pool-benchmark.ts.
import { ThreadWorker } from 'poolifier';
import { work, type Input } from './pool-benchmark.work.ts';

// Its worker cannot move a result: what was moved here is cloned back.
export default new ThreadWorker<Input, Input>((input) => work(input!));
