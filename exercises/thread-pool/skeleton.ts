// Exercise: a pool of threads. Judge it with: npm run exercise thread-pool
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

/** Threads that run the default export of a module. */
export interface Pool {
  /** Runs it with this input on one of the threads. Gives what it returns, or fails with what it throws. */
  run(input: unknown): Promise<unknown>;
  /** Finishes what was given, ends the threads, and takes nothing more. */
  close(): Promise<void>;
}

/**
 * @param module - Its default export is `(input) => result`, or a promise of that.
 * @param size - How many threads there are at most.
 */
export function createPool(module: URL, size: number): Pool {
  throw new Error(`not written yet: ${module.href}, ${size}`);
}

// A thread may run this same file: new Worker(new URL(import.meta.url), { workerData: … }).
if (!isMainThread) {
  console.log(parentPort, workerData, Worker);
}
