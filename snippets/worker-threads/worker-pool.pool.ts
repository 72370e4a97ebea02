// The pool of worker-pool.ts: who gets which task, and when it ends.
import type { Transferable, WorkerOptions } from 'node:worker_threads';
import { failure, Queue, Task } from './worker-pool.queue.ts';
import { hoarder, leastBusy, Thread } from './worker-pool.thread.ts';

// inFlight: tasks sent to a thread ahead of its answers; timeLimit: in ms.
const defaults = { size: 2, maxQueue: 1e4, inFlight: 8, timeLimit: Infinity };
type Options = typeof defaults & { worker?: WorkerOptions };
type RunOptions = { signal?: AbortSignal; transfer?: Transferable[] };

/** Threads that run `file`, in which serve() was given the work. */
export class WorkerPool<In, Out> {
  /** Threads started, promises settled. */
  readonly stats = { started: 0, completed: 0, failed: 0 };
  readonly #queue = new Queue();
  readonly #threads = new Set<Thread>();
  readonly #options: Options & { file: URL };
  #failedStarts = 0;
  #closed: Error | undefined;
  #waiters: [until: () => boolean, go: () => void][] = [];

  constructor(file: URL, options: Partial<Options> = {}) {
    this.#options = { ...defaults, ...options, file };
  }

  // #region run
  run(input: In, { signal, transfer = [] }: RunOptions = {}): Promise<Out> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.#closed) throw this.#closed;
      const full = this.#queue.length >= this.#options.maxQueue;
      if (full) throw failure('FULL', 'the queue is full');
      const task = Object.assign(new Task('Task'), { input, transfer });
      const abort = (): void => this.#abandon(task, signal!.reason);
      task.settle = (how, value) => {
        task.settle = () => {}; // Once: the first to come.
        signal?.removeEventListener('abort', abort);
        this.stats[how === 'resolve' ? 'completed' : 'failed']++;
        const settle = how === 'resolve' ? resolve : reject;
        task.runInAsyncScope(settle, undefined, value as Out);
      };
      signal?.addEventListener('abort', abort);
      this.#queue.append(task);
      this.#dispatch();
    });
  }

  /** Backpressure: waits until run() has room again. */
  room(): Promise<void> {
    return this.#wait(() => this.#queue.length < this.#options.maxQueue);
  }
  // #endregion run

  // #region dispatch
  #dispatch(): void {
    while (this.#queue.length > 0 || this.#balance()) {
      const task = this.#queue.first;
      try {
        const thread = this.#pick(task);
        if (!thread) break;
        thread.send(task);
      } catch (error) {
        task.settle('reject', error); // The input cannot be cloned.
      }
      this.#queue.remove(task);
    }
    this.#waiters = this.#waiters.filter(([until, go]) => !until() || go());
  }

  #pick({ transfer }: Task): Thread | undefined {
    const best = leastBusy(this.#threads);
    if (best?.free) return best;
    if (this.#threads.size < this.#options.size) return this.#start();
    // Moved memory cannot be taken back: that waits for a free thread.
    const most = transfer.length > 0 ? 0 : this.#options.inFlight - 1;
    return best && best.flight.length <= most ? best : undefined;
  }

  /** With an empty queue: what one thread holds, a free one may begin. */
  #balance(): boolean {
    const all = this.#threads.size === this.#options.size;
    if (!all || leastBusy(this.#threads)?.free)
      this.#queue.putBack(hoarder(this.#threads)?.takeBack() ?? []);
    return this.#queue.length > 0;
  }
  // #endregion dispatch

  // #region threads
  #start(): Thread {
    const thread = new Thread(this.#options, {
      answered: () => this.#dispatch(),
      late: (task, error) => this.#abandon(task, error),
      ended: (unbegun, error) => {
        this.#threads.delete(thread);
        this.#queue.putBack(unbegun);
        // A file that does not start must not be started for ever.
        const failed = !thread.ready && !thread.ending;
        this.#failedStarts = failed ? this.#failedStarts + 1 : 0;
        if (this.#failedStarts < 3) return this.#dispatch();
        void this.destroy(failure('START', 'no thread starts', error));
      },
    });
    this.#threads.add(thread);
    this.stats.started++;
    return thread;
  }

  /** Rejects a task, wherever it is. Only one that runs costs its thread. */
  #abandon(task: Task, reason: unknown): void {
    const { thread } = task;
    if (thread) this.#queue.putBack(thread.takeBack());
    if (task.thread) void task.thread.end();
    else this.#queue.remove(task);
    task.settle('reject', reason);
    this.#dispatch();
  }
  // #endregion threads

  // #region close
  /** Takes no more tasks, finishes those it has, ends the threads. */
  async close(): Promise<void> {
    this.#closed ??= failure('CLOSED', 'pool closed');
    await this.#wait(() => [...this.#threads].every(({ free }) => free));
    await this.destroy();
  }

  /** Ends the threads at once, and rejects what is not answered. */
  async destroy(reason = failure('CLOSED', 'pool closed')): Promise<void> {
    this.#closed = reason;
    const ends = [...this.#threads].map((thread) => {
      this.#queue.putBack(thread.takeBack());
      for (const task of thread.flight) task.settle('reject', reason);
      return thread.end();
    });
    for (const task of this.#queue.empty()) task.settle('reject', reason);
    await Promise.all(ends);
  }

  [Symbol.asyncDispose] = (): Promise<void> => this.close();

  #wait(until: () => boolean): Promise<void> {
    return new Promise((go) => {
      this.#waiters.push([until, go]);
      this.#dispatch();
    });
  }
  // #endregion close
}
