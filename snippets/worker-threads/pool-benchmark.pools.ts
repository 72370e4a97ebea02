// The pools that pool-benchmark.ts compares, each with two threads.
import { FixedThreadPool } from 'poolifier';
import { Piscina } from 'piscina';
import { Tinypool } from 'tinypool';
import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';
import type { Input } from './pool-benchmark.work.ts';
import { WorkerPool } from './worker-pool.pool.ts';

/** What the benchmark needs of a pool. */
export interface Pool {
  run(input: Input): PromiseLike<unknown>;
}

const file = (name: string): URL =>
  new URL(`./pool-benchmark.${name}.ts`, import.meta.url);
const moved = (input: Input): ArrayBuffer[] =>
  typeof input === 'number' ? [] : [input.buffer];

// #region pools
/** Ours with all its safeties on, and with how many tasks in flight. */
function own(inFlight: number): Pool {
  const options = { size: 2, inFlight, maxQueue: 50_000, timeLimit: 10_000 };
  const pool = new WorkerPool<Input, Input>(file('own'), options);
  return {
    run: (input) => pool.run(input, { transfer: moved(input) }),
  };
}

export function startPools(): Record<string, Pool> {
  const size = { minThreads: 2, maxThreads: 2 };
  const piscina = new Piscina({ filename: file('piscina').href, ...size });
  const tiny = new Tinypool({ filename: file('tinypool').href, ...size });
  const wp = workerpool.pool(fileURLToPath(file('workerpool')), {
    workerType: 'thread',
    minWorkers: 2,
    maxWorkers: 2,
  });
  const fixed = new FixedThreadPool<Input, Input>(
    2,
    fileURLToPath(file('poolifier')),
  );
  return {
    'this pool': own(8),
    'this pool one in flight': own(1),
    piscina: {
      run: (input) => piscina.run(input, { transferList: moved(input) }),
    },
    tinypool: {
      run: (input) => tiny.run(input, { transferList: moved(input) }),
    },
    workerpool: {
      run: (input) => wp.exec('answer', [input], { transfer: moved(input) }),
    },
    poolifier: {
      run: (input) => fixed.execute(input, undefined, undefined, moved(input)),
    },
  };
}
// #endregion pools
