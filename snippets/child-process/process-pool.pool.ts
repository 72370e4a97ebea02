// A pool of forked processes: queue, crash, time limit, close.
import { fork, type ChildProcess } from 'node:child_process';

interface Task {
  input: unknown;
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

// #region messages
/** What a child answers: a result, or an error that it caught. */
export type Answer = { result: unknown } | { error: string };
// #endregion messages

// #region pool
/** Runs tasks in at most `size` processes, one task each at a time. */
export class ProcessPool {
  /** Processes so far: more than the size where some were replaced. */
  started = 0;
  readonly #queue: Task[] = [];
  readonly #idle: ChildProcess[] = [];
  readonly #busy = new Map<ChildProcess, Task>();
  readonly #ends = new Map<ChildProcess, Promise<void>>();
  readonly #file: URL;
  readonly #size: number;
  readonly #limit: number;
  #closed = false;
  #drained = (): void => {};

  /** @param limit - Milliseconds that one task may take. */
  constructor(file: URL, size: number, limit: number) {
    [this.#file, this.#size, this.#limit] = [file, size, limit];
  }

  run(input: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new Error('the pool is closed');
      this.#queue.push({ input, resolve, reject });
      this.#dispatch();
    });
  }

  /** The children at this moment, for who watches them. */
  get pids(): number[] {
    return [...this.#ends.keys()].flatMap(({ pid }) => pid ?? []);
  }
  // #endregion pool

  // #region dispatch
  #dispatch(): void {
    while (this.#queue.length > 0) {
      const child = this.#idle.pop() ?? this.#start();
      if (!child) return; // All are busy; the first to end comes here.
      const task = this.#queue.shift()!;
      this.#busy.set(child, task);
      const timer = setTimeout(() => {
        const late = new Error(`no result in ${this.#limit} ms`);
        if (this.#busy.get(child) === task) this.#lose(child, late);
      }, this.#limit);
      const settled = (): void => clearTimeout(timer);
      const { resolve, reject } = task;
      task.resolve = (result) => (settled(), resolve(result));
      task.reject = (error) => (settled(), reject(error));
      try {
        child.send({ input: task.input }, (error) => {
          if (error && this.#busy.get(child) === task) this.#lose(child, error);
        });
      } catch (error) {
        // It cannot be serialized: the caller's error, not the child's.
        this.#busy.delete(child);
        this.#idle.push(child);
        task.reject(error as Error);
      }
    }
    if (this.#busy.size === 0) this.#drained();
  }
  // #endregion dispatch

  // #region child
  #start(): ChildProcess | undefined {
    if (this.#ends.size === this.#size) return undefined;
    const child = fork(this.#file, { serialization: 'advanced' });
    this.started++;
    child.on('message', (answer: Answer) => {
      const task = this.#busy.get(child);
      if (!task) return; // It came too late: the task was given up.
      this.#busy.delete(child);
      this.#idle.push(child);
      if ('error' in answer) task.reject(new Error(answer.error));
      else task.resolve(answer.result);
      this.#dispatch();
    });
    let cause: Error | undefined;
    child.on('error', (error) => (cause = error));
    const ended = new Promise<void>((resolve) => {
      // 'close' comes also when the process could not be started, and
      // after the last message: an answer sent before a crash counts.
      child.on('close', (code, signal) => {
        this.#ends.delete(child);
        const how = `the process ended by ${signal ?? `code ${code}`}`;
        this.#lose(child, new Error(how, { cause }));
        resolve();
      });
    });
    this.#ends.set(child, ended);
    return child;
  }

  /** Takes a child out of service; what it was doing is rejected. */
  #lose(child: ChildProcess, why: Error): void {
    const task = this.#busy.get(child);
    this.#busy.delete(child);
    const at = this.#idle.indexOf(child);
    if (at >= 0) this.#idle.splice(at, 1);
    child.kill('SIGKILL');
    task?.reject(why);
    this.#dispatch(); // Its place is free as soon as it has ended.
  }
  // #endregion child

  // #region close
  /** Takes no more tasks, finishes those it has, ends the processes. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#busy.size + this.#queue.length > 0) {
      await new Promise<void>((resolve) => (this.#drained = resolve));
    }
    // Idle, so there is nothing to lose. Not disconnect(): after that
    // there would be no 'close' event.
    for (const child of this.#ends.keys()) child.kill();
    await Promise.all(this.#ends.values());
  }
  // #endregion close
}
