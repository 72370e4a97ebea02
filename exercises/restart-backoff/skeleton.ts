// Exercise: restart with backoff. Judge it with: npm run exercise restart-backoff
import type { ChildProcess } from 'node:child_process';

export interface Options {
  /**
   * Starts a child. It may throw. What it gives may be a child that could not be started: that has no pid, and emits
   * 'error' in place of 'exit'.
   */
  start: () => ChildProcess;
  /**
   * The only clock there is: the judge decides when time passes. Resolves after so many milliseconds; rejects with the
   * signal's reason once that is aborted, also where it is aborted already.
   */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** At least 0 and less than 1. It is asked once for each pause. */
  random: () => number;
  /** Milliseconds that the pause after the first failure takes at most. */
  firstPause: number;
  /** Milliseconds that any pause takes at most. */
  longestPause: number;
  /** Milliseconds after which a child that lives is steady. */
  steadyAfter: number;
  /** So many failures in a row are enough; at least 1. */
  attempts: number;
  /** Milliseconds that a child has between SIGTERM and SIGKILL. */
  grace: number;
}

/** A child that is kept alive. */
export interface Kept {
  /** Resolves once there is no child and none will be started: after stop(), or after too many failures. */
  ended: Promise<'stopped' | 'gave up'>;
  /**
   * Starts nothing more. A child that is there gets SIGTERM and `sleep(grace)`; where that is over before the child has
   * ended, SIGKILL. Resolves as `ended` does.
   *
   * It may be called at any moment: while a child lives, in a pause, in `start`, in a listener of the child, again, and
   * when all is over. A second call changes nothing.
   */
  stop(): Promise<void>;
}

/**
 * Keeps one child alive, and never has two.
 *
 * - A failure is a `start` that throws, a child that could not be started, and a child that has ended before stop(), with
 *   whatever code or signal. A child has ended at its 'exit': others may hold its pipes for longer. A child that has a pid and
 *   emits 'error' lives on.
 * - After failure n in a row, unless n is `attempts`, it waits for one `sleep` of random() × min(longestPause,
 *   firstPause × 2^(n − 1)), also where that is 0, and starts the next one.
 * - As soon as a child is started, `sleep(steadyAfter)` begins. Where that is over before the child has ended, the child was
 *   steady: its end is failure 1.
 * - A sleep that serves nothing more is aborted: at the end of a child those that began for it, at stop() a pause.
 */
export function keepAlive(options: Options): Kept {
  throw new Error(`not written yet: ${Object.keys(options)}`);
}
