// Exercise: a pool of processes. Judge it with: npm run exercise process-pool
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Child processes that run the default export of a module. */
export interface Pool {
  /**
   * Runs it with this input in one of the children. Gives what it returns, or fails with what it throws: an Error of the
   * same name and message. Both may be anything that a structured clone takes; what it does not take fails this task.
   * Where the child is gone, or cannot be talked to any more, before its answer, the task fails.
   */
  run(input: unknown): Promise<unknown>;
  /**
   * Finishes what was given, also what waits, and takes nothing more. Resolves once every child has ended, whatever the work
   * left open in it: then it is ended by force, and need not be asked first.
   */
  close(): Promise<void>;
}

/**
 * @param module - Its default export is `(input) => result`, or a promise of that. Where no child can be started, or none can
 *   load the module, the tasks fail after a few attempts.
 * @param size - How many children there are at most; each has one task at a time, and stays for the next one.
 */
export function createPool(module: URL, size: number): Pool {
  throw new Error(`not written yet: ${module.href}, ${size}`);
}

// A child may run this same file: fork(fileURLToPath(import.meta.url), ['child', module.href], …).
if (process.argv[2] === 'child') {
  console.log(fork, fileURLToPath);
}
