// A pool of forked processes: queue, crash, time limit, close.
import { fork, type ChildProcess } from 'node:child_process';

interface Task {
  number: number;
  input: unknown;
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

// #region messages
/** What a child is asked, and what it answers, with the task's number. */
export type Question = { task: number; input: unknown };
export type Answer = { task: number } & (
  { result: unknown } | { error: string }
);
// #endregion messages

/**
 * Only an idle one is sent a task; only one that is gone gives up its place.
 * A child that still starts is idle or busy: its channel keeps what it is sent.
 */
interface Child {
  state: 'idle' | 'busy' | 'leaving' | 'gone';
  task?: Task | undefined;
  readonly process: ChildProcess;
  readonly gone: Promise<void>;
}

// #region pool
/** Runs tasks in at most `size` processes, one task each at a time. */
export class ProcessPool {
  /** Processes so far: more than the size where some were replaced. */
  started = 0;
  readonly #queue: Task[] = [];
  readonly #children = new Set<Child>();
  readonly #file: URL;
  readonly #size: number;
  readonly #limit: number;
  #tasks = 0; // So far,
  #pending = 0; // and not settled.
  #closed = false;
  readonly #drained: (() => void)[] = [];

  /** @param limit - Milliseconds that one task may take. */
  constructor(file: URL, size: number, limit: number) {
    [this.#file, this.#size, this.#limit] = [file, size, limit];
  }

  run(input: unknown): Promise<unknown> {
    if (this.#closed) return Promise.reject(new Error('the pool is closed'));
    const number = ++this.#tasks;
    this.#pending++;
    const settled = new Promise((resolve, reject) => {
      this.#queue.push({ number, input, resolve, reject });
      this.#dispatch();
    });
    return settled.finally(() => {
      if (--this.#pending === 0) for (const go of this.#drained) go();
    });
  }

  /** The children at this moment, for who watches them. */
  get pids(): number[] {
    return [...this.#children].flatMap(({ process }) => process.pid ?? []);
  }
  // #endregion pool

  // #region dispatch
  #dispatch(): void {
    while (this.#queue.length > 0) {
      const idle = [...this.#children].find(({ state }) => state === 'idle');
      const child = idle ?? this.#start();
      if (!child) return; // Who ends a task, or a process, comes here.
      this.#send(child, this.#queue.shift()!);
    }
  }

  #send(child: Child, task: Task): void {
    [child.state, child.task] = ['busy', task];
    const lose = (error: Error): void => {
      if (child.task === task) this.#lose(child, error);
    };
    // Time: the task's limit.
    const timer = setTimeout(() => {
      const late = new Error(`no result in ${this.#limit} ms`);
      // Its answer may lie here unread, if our own process was busy: timers
      // come first, then messages, then setImmediate().
      setImmediate(lose, late);
    }, this.#limit);
    const { resolve, reject } = task;
    task.resolve = (result) => (clearTimeout(timer), resolve(result));
    task.reject = (error) => (clearTimeout(timer), reject(error));
    try {
      const question: Question = { task: task.number, input: task.input };
      child.process.send(question, (error) => error && lose(error));
    } catch (error) {
      // It cannot be serialized: the caller's error, not the child's.
      this.#take(child)?.reject(error as Error);
    }
  }

  /** The task of a child that is as good as before. */
  #take(child: Child): Task | undefined {
    const { task } = child;
    if (child.state === 'busy') child.state = 'idle';
    child.task = undefined;
    return task;
  }
  // #endregion dispatch

  // #region start
  #failedStarts = 0; // In a row.
  #pause: NodeJS.Timeout | undefined;

  #start(): Child | undefined {
    if (this.#children.size === this.#size || this.#pause) return undefined;
    this.started++;
    let process: ChildProcess;
    try {
      process = fork(this.#file, { serialization: 'advanced' });
    } catch (error) {
      return this.#startFailed(error); // Such as ENOMEM.
    }
    if (process.pid === undefined) {
      // Others are told later, such as EAGAIN.
      process.once('error', (error) => this.#startFailed(error));
      return undefined;
    }
    this.#failedStarts = 0;
    return this.#watch(process);
  }

  /** While others work, the tasks wait for them; else three times, then not. */
  #startFailed(cause: unknown): undefined {
    this.#failedStarts++;
    if (this.#failedStarts < 3 || this.#children.size > 0) {
      // Time: a pause before the next try.
      this.#pause ??= setTimeout(
        () => {
          this.#pause = undefined;
          this.#dispatch();
        },
        Math.min(10 * 2 ** this.#failedStarts, 1000),
      );
      return;
    }
    this.#failedStarts = 0;
    const error = new Error('no process starts', { cause });
    for (const task of this.#queue.splice(0)) task.reject(error);
  }
  // #endregion start

  // #region child
  #watch(process: ChildProcess): Child {
    process.on('message', (answer: Answer | null) => {
      // Other numbers are late ones, and the work may send what it likes.
      if (!child.task || answer?.task !== child.task.number) return;
      const task = this.#take(child)!;
      if ('error' in answer) task.reject(new Error(answer.error));
      else task.resolve(answer.result);
      this.#dispatch();
    });
    let cause: Error | undefined;
    process.on('error', (error) => (cause = error));
    const gone = new Promise<void>((resolve) => {
      // 'close' comes after the last message: an answer sent before a
      // crash counts. After 'exit' one may still be on its way.
      process.on('close', (code, signal) => {
        this.#children.delete(child);
        const how = `the process ended by ${signal ?? `code ${code}`}`;
        this.#lose(child, new Error(how, { cause }), 'gone');
        resolve();
      });
    });
    const child: Child = { state: 'idle', process, gone };
    this.#children.add(child);
    return child;
  }

  /** Takes a child out of service; what it was doing is rejected. */
  #lose(child: Child, why: Error, state: Child['state'] = 'leaving'): void {
    this.#take(child)?.reject(why);
    child.state = state;
    child.process.kill('SIGKILL');
    this.#dispatch(); // Its place is free as soon as it has ended.
  }
  // #endregion child

  // #region close
  /** Takes no more tasks, finishes those it has, ends the processes. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#pending > 0)
      await new Promise<void>((go) => this.#drained.push(go));
    const ends = [...this.#children].map(async (child) => {
      child.state = 'leaving';
      // Idle, so there is nothing to lose. Not disconnect(): after that
      // there would be no 'close' event.
      child.process.kill();
      // One that was stopped, or hangs, hears no other.
      const kill = (): boolean => child.process.kill('SIGKILL');
      // Time: who was stopped hears no SIGTERM.
      const timer = setTimeout(kill, 1000);
      await child.gone;
      clearTimeout(timer);
    });
    await Promise.all(ends);
  }
  // #endregion close
}
