// The tasks of worker-pool.pool.ts, and the queue in which they wait.
import { AsyncResource } from 'node:async_hooks';
import type { Transferable } from 'node:worker_threads';
import type { Thread } from './worker-pool.thread.ts';

/** An error of the pool itself, which its code tells from one of the work. */
export const failure = (code: string, text: string, cause?: unknown): Error =>
  Object.assign(new Error(text, { cause }), { code: `ERR_POOL_${code}` });

// #region queue
/** One call of run(), in the async context of its caller. */
export class Task extends AsyncResource {
  prev: Task = this; // Its neighbours in the queue.
  next: Task = this;
  waits = false; // It is in the queue. Otherwise it was sent:
  thread: Thread | undefined; // where to,
  number = 0; // and as which of that thread's tasks.
  settled = false;
  settle = (_how: 'resolve' | 'reject', _value: unknown): void => {};
  readonly input: unknown;
  readonly transfer: readonly Transferable[];
  readonly #onProgress: ((value: never) => void) | undefined;

  constructor(
    input?: unknown,
    transfer: readonly Transferable[] = [],
    onProgress?: (value: never) => void,
  ) {
    super('WorkerPoolTask');
    this.input = input;
    this.transfer = transfer;
    this.#onProgress = onProgress;
  }
  /** Later, so that nothing that the caller does there is in the way here. */
  tell(value: unknown): void {
    if (this.#onProgress === undefined || this.settled) return;
    const hear = this.#onProgress as (value: unknown) => void;
    queueMicrotask(() => this.runInAsyncScope(hear, undefined, value));
  }
}

/** First in, first out. No step depends on how many there are. */
export class Queue {
  length = 0;
  // A ring that begins and ends here: none of its links is ever missing.
  readonly #ends = new Task();

  get first(): Task {
    return this.#ends.next;
  }
  append(task: Task): void {
    this.#insert(task, this.#ends);
  }
  /** To the front, in their order: they have waited before. */
  putBack(tasks: Task[]): void {
    for (const task of tasks.reverse()) this.#insert(task, this.first);
  }
  /** From any place: an aborted task leaves nothing behind. */
  remove(task: Task): void {
    this.length--;
    task.waits = false;
    task.prev.next = task.next;
    task.next.prev = task.prev;
  }
  #insert(task: Task, before: Task): void {
    this.length++;
    [task.waits, task.thread] = [true, undefined];
    [task.prev, task.next] = [before.prev, before];
    task.prev.next = before.prev = task;
  }
}
// #endregion queue
