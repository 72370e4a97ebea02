/**
 * Gives the tasks of pool-naive to a pool that listens to the end of its threads: each
 * promise settles, and a crashed thread is replaced.
 *
 * @zh 把 pool-naive 的任务交给一个会监听线程退出的线程池：每个 promise 都有结果，崩溃的线程有人补位。
 */
import assert from 'node:assert/strict';
import { Worker } from 'node:worker_threads';

interface Task<In, Out> {
  input: In;
  resolve: (result: Out) => void;
  reject: (error: unknown) => void;
  next?: Task<In, Out>;
}

// #region state
class WorkerPool<In, Out> {
  /** Threads so far: more than the size where some were replaced. */
  started = 0;
  readonly #workers = new Set<Worker>();
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Task<In, Out>>();
  // Waiting tasks, a linked list: shift() takes longer on a long array.
  #first: Task<In, Out> | undefined;
  #last: Task<In, Out> | undefined;
  #closing: Promise<void> | undefined;
  #drained = (): void => {};
  readonly #file: URL;
  readonly #size: number;

  constructor(file: URL, size: number) {
    this.#file = file;
    this.#size = size;
  }
  // #endregion state

  // #region run
  run(input: In): Promise<Out> {
    return new Promise((resolve, reject) => {
      if (this.#closing) throw new Error('the pool is closed');
      const task: Task<In, Out> = { input, resolve, reject };
      if (this.#first) this.#last!.next = task;
      else this.#first = task;
      this.#last = task;
      this.#dispatch();
    });
  }
  // #endregion run

  // #region dispatch
  #dispatch(): void {
    while (this.#first) {
      const worker = this.#idle.pop() ?? this.#start();
      if (!worker) return; // All are busy; the first to end comes here.
      const task = this.#first;
      this.#first = task.next;
      try {
        worker.postMessage(task.input);
        this.#busy.set(worker, task);
      } catch (error) {
        this.#idle.push(worker);
        task.reject(error); // The input cannot be cloned.
      }
    }
    if (this.#busy.size === 0) this.#drained();
  }

  /** Takes the task off the worker; whoever gets it settles it. */
  #take(worker: Worker): Task<In, Out> | undefined {
    const task = this.#busy.get(worker);
    this.#busy.delete(worker);
    if (task && this.#workers.has(worker)) this.#idle.push(worker);
    this.#dispatch();
    return task;
  }
  // #endregion dispatch

  // #region worker
  #start(): Worker | undefined {
    if (this.#workers.size === this.#size) return undefined;
    const worker = new Worker(this.#file);
    this.started++;
    this.#workers.add(worker);
    const take = (): Task<In, Out> | undefined => this.#take(worker);
    worker.on('message', (result: Out) => take()?.resolve(result));
    // The result was sent and cannot be read here.
    worker.on('messageerror', (error) => take()?.reject(error));
    let cause: unknown;
    worker.on('error', (error) => (cause = error));
    // Every end comes by here, also process.exit(), which is no error.
    // The next task starts the new thread: a file that always crashes
    // costs one task each time, and is not restarted for ever.
    worker.on('exit', (code) => {
      this.#workers.delete(worker);
      const at = this.#idle.indexOf(worker);
      if (at >= 0) this.#idle.splice(at, 1);
      const message = `worker exited with code ${code}`;
      take()?.reject(new Error(message, { cause }));
    });
    return worker;
  }
  // #endregion worker

  // #region close
  /** Takes no more tasks, finishes those it has, ends the threads. */
  close(): Promise<void> {
    return (this.#closing ??= this.#drain());
  }

  async #drain(): Promise<void> {
    if (this.#busy.size > 0) {
      await new Promise<void>((resolve) => (this.#drained = resolve));
    }
    await Promise.all([...this.#workers].map((w) => w.terminate()));
  }
  // #endregion close
}

// #region use
const file = new URL('./pool-correct.worker.ts', import.meta.url);
const pool = new WorkerPool<number, number>(file, 2);

const inputs = [20, 21, -1, 22, 0, 23, 24, 25];
const tasks = inputs.map((n) => pool.run(n));
const closed = pool.close(); // Drains: these eight get their answers.
await assert.rejects(pool.run(1), /the pool is closed/);

const results = await Promise.allSettled(tasks);
results.forEach((result, i) => {
  if (result.status === 'fulfilled') {
    console.log(`fibonacci(${inputs[i]}) is ${result.value}`);
  } else {
    const { message, cause } = result.reason as Error;
    console.log(`fibonacci(${inputs[i]}): ${message}, because ${cause}`);
  }
});
await closed;
console.log(`threads started: ${pool.started} threads`);
// #endregion use

const rejected = results.filter(({ status }) => status === 'rejected');
assert.deepEqual(rejected, [results[2], results[4]], 'each costs itself');
assert.ok(pool.started >= 3, 'the lost threads were replaced');
