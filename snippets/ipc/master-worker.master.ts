// The master of master-worker.ts: a queue, the tasks in hand, and workers that may die at any moment.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** What a worker says. `ready` registers it, `done` and `failed` answer. */
export type Word =
  | { word: 'ready' }
  | { word: 'done'; id: number; result: unknown }
  | { word: 'failed'; id: number; message: string };

/** How often a task is given out, and a start that fails is repeated. */
const attempts = 3;

export interface Task {
  id: number;
  input: unknown;
  attempt: number;
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

export class Master {
  /** Processes so far: more than the size where some were replaced. */
  started = 0;
  /** Tasks that were given to a second or later worker. */
  repeated = 0;
  readonly #file: URL;
  readonly #size: number;
  readonly #queue: Task[] = [];
  readonly #inHand = new Map<ChildProcess, Task>();
  readonly #idle = new Set<ChildProcess>();
  readonly #ends = new Map<ChildProcess, Promise<void>>();
  #failedStarts = 0;
  #lastId = 0;
  #closed: Promise<void> | undefined;
  #drained = (): void => {};

  constructor(file: URL, size: number) {
    this.#file = file;
    this.#size = size;
  }
  get pids(): number[] {
    return [...this.#ends.keys()].flatMap(({ pid }) => pid ?? []);
  }

  // #region dispatch
  run(input: unknown): Promise<unknown> {
    if (this.#closed) return Promise.reject(new Error('closed'));
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      this.#queue.push({ id, input, attempt: 0, resolve, reject });
      this.#dispatch();
    });
  }

  #dispatch(): void {
    for (const worker of this.#idle) {
      const task = this.#queue.shift();
      if (!task) break;
      this.#idle.delete(worker);
      if (++task.attempt > 1) this.repeated++;
      this.#inHand.set(worker, task);
      // Whether it got there or not is told by its answer, or by its end.
      const { id, input, attempt } = task;
      worker.send({ id, input, attempt }, () => {});
    }
    // As many workers as there is work for, up to the size.
    const wanted = this.#queue.length + this.#inHand.size;
    while (this.#ends.size < Math.min(this.#size, wanted)) this.#start();
    if (wanted === 0) this.#drained();
  }
  // #endregion dispatch

  // #region worker
  #start(): void {
    this.started++;
    const worker = fork(this.#file);
    let ready = false;
    worker.on('message', (say: Word) => {
      if (say.word === 'ready') {
        ready = true;
        this.#failedStarts = 0;
      } else {
        const task = this.#inHand.get(worker);
        this.#inHand.delete(worker);
        if (say.word === 'done') task?.resolve(say.result);
        else task?.reject(new Error(say.message));
      }
      // Its last answer may come after its end.
      if (worker.exitCode !== null || worker.signalCode) return;
      this.#idle.add(worker);
      this.#dispatch();
    });
    // #endregion worker
    // #region end
    worker.on('exit', () => this.#idle.delete(worker));
    const exited = once(worker, 'exit');
    // 'disconnect': its last answer has been read. Without a channel it is
    // of no use either.
    let timer: NodeJS.Timeout;
    const cut = once(worker, 'disconnect').then(() => {
      this.#idle.delete(worker);
      timer = setTimeout(() => worker.kill('SIGKILL'), 1000); // Time: grace.
    });
    const ended = Promise.all([exited, cut])
      .then(([[code, signal]]) => `ended by ${signal ?? code}`)
      .catch((error: Error) => error.message) // It could not be started.
      .then((why) => {
        clearTimeout(timer);
        this.#gone(worker, ready, why);
      });
    this.#ends.set(worker, ended);
    // #endregion end
  }

  // #region gone
  #gone(worker: ChildProcess, ready: boolean, why: string): void {
    this.#ends.delete(worker);
    const task = this.#inHand.get(worker);
    this.#inHand.delete(worker);
    if (task && task.attempt < attempts) {
      this.#queue.unshift(task); // It has waited longest.
    } else if (task) {
      task.reject(new Error(`worker ${why}, ${task.attempt} times`));
    }
    // A file that never gets ready would be started for ever.
    if (!ready && ++this.#failedStarts >= attempts) {
      const lost = this.#queue.splice(0);
      for (const { reject } of lost) reject(new Error(`no worker: ${why}`));
      this.#failedStarts = 0;
    }
    this.#dispatch();
  }
  // #endregion gone

  // #region close
  /** Takes no more tasks, finishes those it has, lets the workers end. */
  close(): Promise<void> {
    return (this.#closed ??= this.#end());
  }

  async #end(): Promise<void> {
    if (this.#queue.length + this.#inHand.size > 0)
      await new Promise<void>((resolve) => (this.#drained = resolve));
    for (const worker of this.#ends.keys())
      if (worker.connected) worker.disconnect();
    await Promise.all(this.#ends.values());
  }
  // #endregion close
}
