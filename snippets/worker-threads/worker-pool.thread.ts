// One thread of worker-pool.pool.ts, with the tasks that it was sent.
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { after, Port, type PoolData, type Sent } from './worker-pool.port.ts';
import { failure, type Task } from './worker-pool.queue.ts';

interface Settings {
  file: URL;
  worker?: WorkerOptions & { workerData?: object };
  startLimit: number;
  timeLimit: number;
  onMessage?: (message: unknown) => void;
}
/** What the pool is told. */
interface Listener {
  ready(): void;
  notReady(error: Error): void;
  answered(): void;
  late(task: Task, error: Error): void;
  gone(was: State, unbegun: Task[], lost: number, error: Error): void;
}

// #region state
/**
 * What a thread is. Only one that serves is sent tasks; only one that is gone
 * gives up its place. It may leave or be gone from anywhere, and never returns.
 */
type State = 'starting' | 'serving' | 'leaving' | 'gone';
// #endregion state

// #region send
export class Thread {
  state: State = 'starting';
  /** Tasks that it was sent and has not answered, in their order. */
  readonly flight: Task[] = [];
  #sent = 0; // Number of the next task that it is sent,
  // and, in shared memory, of the next one that it begins.
  readonly #begun = new Int32Array(new SharedArrayBuffer(4));
  readonly #port: Port;

  get free(): boolean {
    return this.flight.length === 0;
  }

  /** @throws DataCloneError, or what a getter throws: then it was not sent. */
  send(task: Task): void {
    const [number, moved] = [this.#sent, task.transfer.length > 0];
    const message: Sent = [number, task.input];
    if (moved) message.push(true);
    this.#port.post(message, task.transfer);
    this.#sent = after(number);
    // What has moved cannot come back: it counts as begun.
    if (moved) Atomics.store(this.#begun, 0, this.#sent);
    [task.thread, task.number] = [this, number];
    if (this.flight.push(task) === 1) this.#timer?.refresh();
  }

  /** The tasks that it has not begun. It will skip their numbers. */
  takeBack(): Task[] {
    const next = Atomics.exchange(this.#begun, 0, this.#sent);
    const unbegun = (this.#sent - next) & 0x7fffffff;
    const tasks = this.flight.splice(this.flight.length - unbegun);
    return tasks.filter(({ settled }) => !settled);
  }

  /** Some of its tasks were given up. Only one that runs costs the thread. */
  review(): Task[] {
    if (this.state !== 'serving') return [];
    const unbegun = this.takeBack();
    this.#port.read(); // Then it begins nothing, and what it did is known.
    if (this.flight[0]?.settled) void this.end();
    return unbegun;
  }
  // #endregion send

  readonly #then: Listener;
  readonly #worker: Worker;
  readonly #gone: Promise<void>;

  /** @throws what `new Worker()` throws. */
  constructor(settings: Settings, then: Listener) {
    const { file, worker, startLimit, timeLimit, onMessage } = settings;
    this.#then = then;
    this.#port = new Port({
      ready: () => this.#ready(timeLimit),
      progress: (number, value) => {
        const [task] = this.flight;
        if (task?.number === number) task.tell(value);
      },
      answer: (how, value, number = this.flight[0]?.number) =>
        this.#answer(how, value, number),
    });
    const { other } = this.#port;
    const data: PoolData = { poolPort: other, poolBegun: this.#begun };
    try {
      this.#worker = new Worker(file, {
        ...worker,
        workerData: { ...worker?.workerData, ...data },
        transferList: [...(worker?.transferList ?? []), other],
      });
    } catch (error) {
      this.#port.close();
      throw error;
    }
    this.#worker.unref(); // The pool decides what the process waits for.
    if (onMessage) this.#worker.on('message', onMessage);
    this.#watch(startLimit, () => {
      this.#port.read();
      const text = `not ready in ${startLimit} ms`;
      if (this.state === 'starting') then.notReady(failure('START', text));
    });
    // #region events
    let cause: unknown;
    this.#worker.on('error', (error) => (cause = error));
    this.#gone = new Promise((gone) => {
      // Every end comes by here, also process.exit(), which is no error.
      this.#worker.on('exit', (code) => {
        this.#exit(failure('EXIT', `thread ended with code ${code}`, cause));
        gone();
      });
    });
  }

  #answer(
    how: 'resolve' | 'reject',
    value: unknown,
    number: number | undefined,
  ): void {
    const [task] = this.flight;
    if (!task || task.number !== number) return;
    this.flight.shift();
    this.#timer?.refresh(); // The next one's time begins.
    this.#then.answered();
    task.settle(how, value);
  }

  #exit(error: Error): void {
    const was = this.state;
    this.state = 'gone';
    this.#watch(Infinity);
    this.#port.read(Infinity); // What it had answered before counts.
    this.#port.close();
    const unbegun = this.takeBack();
    for (const task of this.flight) task.settle('reject', error);
    this.#then.gone(was, unbegun, this.flight.length, error);
  }
  // #endregion events

  // #region limit
  #ready(timeLimit: number): void {
    if (this.state !== 'starting') return;
    this.state = 'serving';
    this.#watch(timeLimit, () => {
      const [task] = this.flight;
      // Its answer may lie here unread, if our own thread was busy.
      this.#port.read();
      const text = `ran for more than ${timeLimit} ms`;
      if (task && task === this.flight[0])
        this.#then.late(task, failure('TIME', text));
    });
    this.#then.ready();
  }

  #timer: NodeJS.Timeout | undefined;

  /** One timer for each thread: it begins anew with each answer. */
  #watch(limit: number, late = (): void => {}): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // Time: the task's limit.
    if (limit <= 0x7fffffff) this.#timer = setTimeout(late, limit).unref();
  }

  /** Ends it, wherever its JavaScript is. Native code returns first. */
  end(): Promise<void> {
    if (this.state !== 'gone') this.state = 'leaving';
    this.#watch(Infinity);
    void this.#worker.terminate();
    return this.#gone;
  }
  // #endregion limit
}

// #region choose
/** The thread with the fewest unanswered tasks, of those that serve. */
export function leastBusy(threads: Set<Thread>): Thread | undefined {
  let least: Thread | undefined;
  for (const thread of threads) {
    if (thread.state !== 'serving') continue;
    if (!least || thread.flight.length < least.flight.length) least = thread;
  }
  return least;
}

/** What one of them holds behind the task that it runs. */
export function hoard(threads: Set<Thread>): Task[] {
  for (const thread of threads) {
    const tasks = thread.flight.length > 1 ? thread.takeBack() : [];
    if (tasks.length > 0) return tasks;
  }
  return [];
}
// #endregion choose
