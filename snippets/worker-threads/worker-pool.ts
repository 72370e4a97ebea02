/**
 * Runs eight tasks on a pool of two threads, one of which crashes its worker, and shows that the other seven are answered.
 *
 * @zh 用两个线程的线程池跑八个任务，其中一个让 worker 崩溃，其余七个照常得到结果。
 */
import assert from 'node:assert/strict';
import { Worker } from 'node:worker_threads';

// #region run
interface Task {
  value: number;
  resolve: (result: number) => void;
  reject: (error: Error) => void;
}

class WorkerPool {
  readonly #file: URL;
  readonly #size: number;
  readonly #workers = new Set<Worker>();
  readonly #idle: Worker[] = [];
  readonly #queue: Task[] = [];
  /** What each busy worker works on. */
  readonly #busy = new Map<Worker, Task>();
  #closed: Promise<void> | undefined;
  #drained = (): void => {};

  constructor(file: URL, size: number) {
    this.#file = file;
    this.#size = size;
  }

  /** Settles once, whatever becomes of the worker. */
  run(value: number): Promise<number> {
    if (this.#closed) return Promise.reject(new Error('the pool is closed'));
    return new Promise((resolve, reject) => {
      this.#queue.push({ value, resolve, reject });
      this.#dispatch();
    });
  }
  // #endregion run

  // #region dispatch
  #dispatch(): void {
    while (this.#queue.length > 0) {
      const worker = this.#idle.pop() ?? this.#startWorker();
      if (!worker) return; // All are busy; the next to finish comes back here.
      const task = this.#queue.shift()!;
      this.#busy.set(worker, task);
      worker.postMessage(task.value);
    }
    if (this.#busy.size === 0) this.#drained();
  }

  #finish(worker: Worker): Task | undefined {
    const task = this.#busy.get(worker);
    this.#busy.delete(worker);
    return task;
  }
  // #endregion dispatch

  // #region crash
  #startWorker(): Worker | undefined {
    if (this.#workers.size === this.#size) return undefined;
    const worker = new Worker(this.#file);
    this.#workers.add(worker);
    worker.on('message', (result: number) => {
      this.#finish(worker)?.resolve(result);
      this.#idle.push(worker);
      this.#dispatch();
    });
    let cause: unknown;
    worker.on('error', (error) => (cause = error));
    // Every end comes by here, also process.exit() inside a task, which
    // emits no error. The next task in the queue starts the replacement:
    // a worker that cannot start costs its task, and never loops.
    worker.on('exit', (code) => {
      this.#workers.delete(worker);
      const at = this.#idle.indexOf(worker);
      if (at >= 0) this.#idle.splice(at, 1);
      const error = new Error(`worker exited with code ${code}`, { cause });
      this.#finish(worker)?.reject(error);
      this.#dispatch();
    });
    return worker;
  }
  // #endregion crash

  // #region close
  /** Takes no more tasks, finishes those it has, then ends its threads. */
  close(): Promise<void> {
    return (this.#closed ??= new Promise<void>((resolve) => {
      this.#drained = resolve;
      this.#dispatch();
    }).then(async () => {
      await Promise.all([...this.#workers].map((worker) => worker.terminate()));
    }));
  }
  // #endregion close
}

// #region use
const pool = new WorkerPool(
  new URL('./worker-pool.worker.ts', import.meta.url),
  2,
);
const numbers = [28, 29, 30, -1, 28, 29, 30, 31];
const results = await Promise.allSettled(numbers.map((n) => pool.run(n)));
await pool.close();

results.forEach((result, i) => {
  if (result.status === 'fulfilled') {
    console.log(`task ${i}: fibonacci(${numbers[i]}) = ${result.value}`);
  } else {
    const { message, cause } = result.reason as Error;
    console.log(`task ${i}: ${message}, because of ${cause}`);
  }
});
// #endregion use

const lost = results.filter(({ status }) => status === 'rejected');
assert.equal(lost.length, 1);
assert.equal(results[3]!.status, 'rejected');
await assert.rejects(pool.run(1), /the pool is closed/);
