// The pool of worker-pool.ts: who gets which task, and when it ends.
import type { Transferable, WorkerOptions } from 'node:worker_threads';
import { failure, Queue, Task } from './worker-pool.queue.ts';
import { Signals } from './worker-pool.signals.ts';
import { hoard, leastBusy, Thread } from './worker-pool.thread.ts';

const defaults = {
  size: 2,
  maxQueue: 1e4, // Tasks that may wait.
  inFlight: 8, // Tasks sent to a thread ahead of its answers.
  timeLimit: Infinity, // Milliseconds that a task may run,
  startLimit: 30_000, // and until a thread has called serve().
};
interface Options extends Readonly<typeof defaults> {
  /** For `new Worker()`. The pool adds two keys to workerData. */
  worker?: WorkerOptions & { workerData?: object };
  /** Hears what the work posts on parentPort. */
  onMessage?: (message: unknown) => void;
}
interface RunOptions {
  signal?: AbortSignal;
  /** What moves to the thread instead of being copied. */
  transfer?: readonly Transferable[];
  /** Hears what the work tells by its second argument. */
  onProgress?: (value: never) => void;
}

/** Threads that run `file`, in which serve() was given the work. */
export class WorkerPool<In, Out> {
  /** Threads started, promises settled. */
  readonly stats = { started: 0, completed: 0, failed: 0 };
  readonly #options: Options & { file: URL };
  readonly #queue = new Queue();
  readonly #threads = new Set<Thread>();
  readonly #signals = new Signals((tasks, why) => this.#giveUp(tasks, why));
  #pending = 0; // Promises that are not settled.
  #closed: Error | undefined;
  #ended: Promise<unknown> | undefined;
  readonly #rooms: (() => void)[] = []; // Who waits for room,
  readonly #drained: (() => void)[] = []; // and who for the last answer.
  // Without a task an open pool does not keep the process alive.
  readonly #alive = setInterval(() => {}, 0x7fffffff).unref();

  constructor(file: URL, options: Partial<Options> = {}) {
    this.#options = { ...defaults, ...options, file };
    const { size, inFlight } = this.#options;
    if (!(size >= 1 && inFlight >= 1))
      throw new RangeError('size and inFlight must be at least 1');
  }

  // #region run
  run(input: In, options: RunOptions = {}): Promise<Out> {
    const { signal, transfer, onProgress } = options;
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.#closed) throw this.#closed;
      if (this.#full) throw failure('FULL', 'the queue is full');
      const task = new Task(input, transfer, onProgress);
      task.settle = (how, value) => {
        if (task.settled) return; // The first to come settles it.
        task.settled = true;
        if (signal) this.#signals.forget(signal, task);
        this.stats[how === 'resolve' ? 'completed' : 'failed']++;
        const settle = how === 'resolve' ? resolve : reject;
        task.runInAsyncScope(settle, undefined, value as Out);
        this.#oneLess();
      };
      if (signal) this.#signals.watch(signal, task);
      if (this.#pending++ === 0) this.#alive.ref();
      this.#queue.append(task);
      this.#dispatch();
    });
  }

  // #endregion run

  // #region room
  get #full(): boolean {
    const { size, inFlight, maxQueue } = this.#options;
    return this.#pending >= size * inFlight + maxQueue;
  }

  /** Backpressure: waits until run() has room again. */
  room(): Promise<void> {
    return new Promise((go) => {
      this.#rooms.push(go);
      this.#letIn();
    });
  }

  /** One after the other: each takes the room, or leaves it to the next. */
  #letIn(): void {
    if (this.#full && !this.#closed) return;
    this.#rooms.shift()?.();
    if (this.#rooms.length > 0) setImmediate(() => this.#letIn());
  }

  #oneLess(): void {
    this.#pending--;
    this.#letIn();
    if (this.#pending > 0) return;
    if (!this.#ended) this.#alive.unref();
    for (const go of this.#drained.splice(0)) go();
  }
  // #endregion room

  // #region dispatch
  #dispatching = false;
  readonly #doubtful = new Set<Thread>();

  #dispatch(): void {
    // Sending runs getters of the input, and they may call run() or abort.
    // Whatever they change, the loop that sent it sees next.
    if (this.#dispatching) return;
    this.#dispatching = true;
    for (;;) {
      for (const thread of this.#doubtful) this.#queue.putBack(thread.review());
      this.#doubtful.clear();
      if (this.#queue.length === 0) this.#balance();
      const thread = this.#queue.length > 0 && this.#pick(this.#queue.first);
      if (!thread) break;
      this.#send(this.#queue.first, thread);
    }
    this.#grow();
    this.#dispatching = false;
  }

  #pick({ transfer }: Task): Thread | undefined {
    const best = leastBusy(this.#threads);
    if (!best || best.free) return best;
    // Who starts will be free soon. And moved memory cannot be taken back:
    // such a task waits for a free thread, and who came later, behind it.
    const ahead = this.#allStarted && transfer.length === 0;
    const most = ahead ? this.#options.inFlight : 1;
    return best.flight.length < most ? best : undefined;
  }

  /** With an empty queue: what one thread holds, a free one may begin. */
  #balance(): void {
    if (this.#allStarted && !leastBusy(this.#threads)?.free) return;
    this.#queue.putBack(hoard(this.#threads));
  }

  #send(task: Task, thread: Thread): void {
    this.#queue.remove(task);
    try {
      thread.send(task);
      if (task.settled) this.#doubtful.add(thread); // By one of its getters.
      if (this.#ended) task.settle('reject', this.#closed);
    } catch (error) {
      task.settle('reject', error); // The input cannot be read or cloned.
    }
  }

  /** Rejects tasks, wherever they are, before anything else happens. */
  #giveUp(tasks: Iterable<Task>, reason: unknown): void {
    for (const task of tasks) {
      if (task.waits) this.#queue.remove(task);
      else if (task.thread) this.#doubtful.add(task.thread);
      task.settle('reject', reason);
    }
    this.#dispatch();
  }
  // #endregion dispatch

  #failedStarts = 0; // In a row.
  #pause: NodeJS.Timeout | undefined;

  get #starting(): number {
    let count = 0;
    for (const { state } of this.#threads) if (state === 'starting') count++;
    return count;
  }
  get #allStarted(): boolean {
    return this.#threads.size >= this.#options.size && this.#starting === 0;
  }

  /** A thread for each task that waits, as far as there are places. */
  #grow(): void {
    while (
      this.#queue.length > this.#starting &&
      this.#threads.size < this.#options.size &&
      !this.#pause
    )
      this.#start();
  }

  // #region threads
  #start(): void {
    this.stats.started++;
    const attempt = this.#failedStarts;
    try {
      const thread: Thread = new Thread(this.#options, {
        ready: () => {
          this.#failedStarts = 0;
          this.#dispatch();
        },
        notReady: (error) => {
          void thread.end();
          this.#startFailed(attempt, error);
        },
        answered: () => this.#dispatch(),
        late: (task, error) => {
          this.#queue.putBack(thread.takeBack());
          if (!task.waits) return this.#giveUp([task], error);
          void thread.end(); // What hangs there is left from another task.
          this.#dispatch();
        },
        gone: (was, unbegun, lost, error) => {
          this.#threads.delete(thread);
          this.#queue.putBack(unbegun);
          if (was === 'starting') this.#startFailed(attempt, error);
          if (was === 'serving' && lost === 0) warn(error);
          this.#dispatch();
        },
      });
      this.#threads.add(thread);
    } catch (error) {
      this.#startFailed(attempt, error);
    }
  }

  /** A file that does not start must not be started for ever. */
  #startFailed(attempt: number, cause: unknown): void {
    if (attempt !== this.#failedStarts) return; // Several at once are one.
    this.#failedStarts++;
    if (this.#failedStarts >= 3 && !leastBusy(this.#threads)) {
      void this.destroy(failure('START', 'no thread starts', cause));
      return;
    }
    // What failed for want of memory or files may succeed a little later.
    const wait = Math.min(10 * 2 ** this.#failedStarts, 1000);
    // Time: a pause before the next start.
    this.#pause ??= setTimeout(() => {
      this.#pause = undefined;
      this.#dispatch();
    }, wait).unref();
  }
  // #endregion threads

  // #region close
  /** Takes no more tasks, finishes those it has, ends the threads. */
  async close(): Promise<void> {
    this.#closed ??= failure('CLOSED', 'pool closed');
    this.#letIn();
    if (this.#pending > 0)
      await new Promise<void>((go) => this.#drained.push(go));
    await this.destroy();
  }

  /** Ends the threads at once, and rejects what is not answered. */
  async destroy(reason = failure('CLOSED', 'pool closed')): Promise<void> {
    if (!this.#ended) {
      this.#closed = reason;
      const threads = [...this.#threads];
      const tasks = threads.flatMap(({ flight }) => flight);
      while (this.#queue.length > 0) {
        tasks.push(this.#queue.first);
        this.#queue.remove(this.#queue.first);
      }
      this.#ended = Promise.all(threads.map((thread) => thread.end()));
      for (const task of tasks) task.settle('reject', reason);
      this.#letIn();
      this.#alive.ref(); // Until the threads have gone.
    }
    await this.#ended;
    clearTimeout(this.#pause);
    clearInterval(this.#alive);
  }

  [Symbol.asyncDispose] = (): Promise<void> => this.close();
  // #endregion close
}

/** An error that belongs to no task: nobody else would hear of it. */
function warn({ message, cause }: Error): void {
  if (cause === undefined) return;
  const detail = cause instanceof Error ? cause.stack : String(cause);
  const options = { code: 'ERR_POOL_EXIT', ...(detail ? { detail } : {}) };
  process.emitWarning(`between two tasks a ${message}`, options);
}
