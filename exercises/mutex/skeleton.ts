// Exercise: a mutex in shared memory. Judge it with: npm run exercise mutex

/**
 * One thread's handle on a mutex. Threads that each make a handle on the same cells share one mutex. What holds it is a
 * handle: two handles exclude each other.
 */
export interface Mutex {
  /**
   * Takes the mutex; blocks this thread until it can. A thread that waits sleeps in Atomics.wait(), without a time limit.
   *
   * @throws Error at once, where this handle holds it already: it would wait for itself.
   */
  lock(): void;
  /** Takes the mutex if nobody holds it. Never waits. @returns whether it was taken: false too where this handle holds it. */
  tryLock(): boolean;
  /**
   * Gives the mutex back, and wakes one of those that wait, not all of them.
   *
   * @throws Error where this handle does not hold it, and changes nothing then.
   */
  unlock(): void;
}

/**
 * A handle for this thread.
 *
 * @param cells - Four cells of shared memory for this mutex alone, all 0 at first. A mutex may use as many of them as it
 *   needs. The rest of the memory behind them is not its own. It works by the functions of Atomics.
 */
export function createMutex(cells: Int32Array): Mutex {
  throw new Error(`not written yet: ${cells.length} cells`);
}
