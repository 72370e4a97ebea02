// The abort signals of worker-pool.pool.ts.
import type { Task } from './worker-pool.queue.ts';

// #region signals
/**
 * One listener for each signal, however many tasks wait for it: with one
 * each, a signal looks through all of them whenever one comes or goes.
 */
export class Signals {
  readonly #tasks = new Map<AbortSignal, Set<Task>>();
  readonly #then: (tasks: Set<Task>, reason: unknown) => void;

  constructor(then: (tasks: Set<Task>, reason: unknown) => void) {
    this.#then = then;
  }
  watch(signal: AbortSignal, task: Task): void {
    const tasks = this.#tasks.get(signal) ?? new Set();
    if (tasks.size === 0) signal.addEventListener('abort', this.#aborted);
    this.#tasks.set(signal, tasks.add(task));
  }
  /** With its last task the listener goes too: the signal may live on. */
  forget(signal: AbortSignal, task: Task): void {
    const tasks = this.#tasks.get(signal);
    if (!tasks?.delete(task) || tasks.size > 0) return;
    this.#tasks.delete(signal);
    signal.removeEventListener('abort', this.#aborted);
  }
  readonly #aborted = (event: Event): void => {
    const signal = event.target as AbortSignal;
    const tasks = this.#tasks.get(signal) ?? new Set();
    this.#tasks.delete(signal);
    signal.removeEventListener('abort', this.#aborted);
    this.#then(tasks, signal.reason);
  };
}
// #endregion signals
