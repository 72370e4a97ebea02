/**
 * Runs eight tasks on the pool that tutorials show, and counts the promises that it
 * leaves pending.
 *
 * @zh 用教程里常见的那种线程池跑八个任务，数一数有多少个 promise 永远没有结果。
 */
import assert from 'node:assert/strict';
import { Worker } from 'node:worker_threads';

interface Task {
  input: number;
  resolve: (result: number) => void;
  reject: (error: unknown) => void;
}

// #region pool
class NaivePool {
  #queue: Task[] = [];
  #idle: Worker[] = [];
  #all: Worker[] = [];

  constructor(file: URL, size: number) {
    for (let i = 0; i < size; i++) this.#all.push(new Worker(file));
    this.#idle.push(...this.#all);
  }

  run(input: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ input, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    const worker = this.#idle.pop();
    if (!worker) return;
    const task = this.#queue.shift();
    if (!task) return; // The worker is lost: it was popped already.
    worker.once('message', (result) => {
      task.resolve(result);
      this.#idle.push(worker);
      this.#next();
    });
    // No thread comes back, and nobody looks at the queue again. An
    // 'exit' without an error is not even noticed.
    worker.once('error', task.reject);
    worker.postMessage(task.input);
  }

  /** Whoever still waits, waits for ever. */
  async close(): Promise<void> {
    await Promise.all(this.#all.map((worker) => worker.terminate()));
  }
}
// #endregion pool

// #region use
// Node tells of each thread that is started. Both of these will end, one
// by an error, one by process.exit(); then nobody is left to answer.
let threads = 2;
const deserted = new Promise<void>((resolve) => {
  process.on('worker', (worker) =>
    worker.once('exit', () => --threads === 0 && resolve()),
  );
});
const pool = new NaivePool(
  new URL('./pool-naive.worker.ts', import.meta.url),
  2,
);
const inputs = [20, 21, -1, 22, 0, 23, 24, 25];
const states = inputs.map(() => 'pending');
inputs.forEach((n, i) => {
  pool.run(n).then(
    (result) => (states[i] = `is ${result}`),
    (error) => (states[i] = String(error)),
  );
});
await deserted;
await pool.close();
states.forEach((state, i) => console.log(`fibonacci(${inputs[i]}): ${state}`));
const pending = states.filter((state) => state === 'pending').length;
console.log(`for ever pending: ${pending} tasks`);
// #endregion use

assert.ok(pending >= 3, 'the tasks after the second lost thread');
