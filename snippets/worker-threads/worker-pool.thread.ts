// One thread of worker-pool.pool.ts, with the tasks that it was sent.
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { failure, type Task } from './worker-pool.queue.ts';

interface Settings {
  file: URL;
  worker?: WorkerOptions;
  timeLimit: number;
}
/** What the pool is told. */
interface Listener {
  answered(): void;
  late(task: Task, error: Error): void;
  ended(unbegun: Task[], error: Error): void;
}

// #region send
export class Thread {
  /** Tasks that it was sent and has not answered, in their order. */
  readonly flight: Task[] = [];
  ending = false;
  ready = false; // It has started: its file called serve().
  #sent = 0; // Number of the next task that it is sent,
  // and, in shared memory, of the next one that it begins.
  readonly #begun = new Int32Array(new SharedArrayBuffer(4));
  readonly #worker: Worker;
  #timer: NodeJS.Timeout | undefined;

  get free(): boolean {
    return this.flight.length === 0;
  }

  /** @throws DataCloneError, and then the task was not sent. */
  send(task: Task): void {
    const moved = task.transfer.length > 0;
    const number = moved ? -1 : this.#sent;
    this.#worker.postMessage([number, task.input], task.transfer);
    this.#sent = (this.#sent + 1) & 0x7fffffff; // 0 again after 2^31.
    // What has moved cannot come back: it counts as begun.
    if (moved) Atomics.store(this.#begun, 0, this.#sent);
    task.thread = this;
    if (this.flight.push(task) === 1) this.#timer?.refresh();
  }

  /** The tasks that it has not begun. It will skip their numbers. */
  takeBack(): Task[] {
    const next = Atomics.exchange(this.#begun, 0, this.#sent);
    const unbegun = (this.#sent - next) & 0x7fffffff;
    return this.flight.splice(this.flight.length - unbegun);
  }
  // #endregion send

  // #region events
  constructor({ file, worker, timeLimit }: Settings, then: Listener) {
    this.#worker = new Worker(file, worker);
    this.#worker.postMessage(this.#begun);
    const answer = (how: 'resolve' | 'reject', value: unknown): void => {
      const task = this.flight.shift();
      this.#timer?.refresh(); // The next one's time begins.
      then.answered();
      task?.settle(how, value);
    };
    this.#worker.once('message', () => {
      this.ready = true;
      this.#timer?.refresh(); // Starting does not count as running.
      this.#worker.on('message', ([result, error]) => {
        if (!error) return answer('resolve', result);
        answer('reject', Object.assign(new Error(error.message), error));
      });
    });
    // An answer that cannot be read here is one all the same.
    this.#worker.on('messageerror', (error) => answer('reject', error));
    let cause: unknown;
    this.#worker.on('error', (error) => (cause = error));
    // Every end comes by here, also process.exit(), which is no error.
    this.#worker.on('exit', (code) => {
      clearTimeout(this.#timer);
      const unbegun = this.takeBack();
      const error = failure('EXIT', `thread ended with code ${code}`, cause);
      for (const task of this.flight) task.settle('reject', error);
      then.ended(unbegun, error);
    });
    if (timeLimit < Infinity) this.#watch(timeLimit, then.late);
  }
  // #endregion events

  // #region limit
  #watch(timeLimit: number, late: Listener['late']): void {
    const error = failure('TIME', `ran for more than ${timeLimit} ms`);
    this.#timer = setTimeout(() => {
      const [task] = this.flight;
      // Its answer may lie here unread, if our own thread was busy: timers
      // come first, then messages, then setImmediate().
      setImmediate(() => {
        if (this.ready && task && task === this.flight[0]) late(task, error);
      });
    }, timeLimit).unref();
  }

  /** Ends it, wherever its JavaScript is. */
  async end(): Promise<void> {
    this.ending = true;
    await this.#worker.terminate();
  }
  // #endregion limit
}

// #region choose
/** The thread with the fewest unanswered tasks, of those that stay. */
export function leastBusy(threads: Set<Thread>): Thread | undefined {
  let least: Thread | undefined;
  for (const thread of threads) {
    if (thread.ending) continue;
    if (!least || thread.flight.length < least.flight.length) least = thread;
  }
  return least;
}

/** One that holds tasks behind the one that it runs. */
export function hoarder(threads: Set<Thread>): Thread | undefined {
  for (const thread of threads) if (thread.flight.length > 1) return thread;
  return undefined;
}
// #endregion choose
