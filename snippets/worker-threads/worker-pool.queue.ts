// The tasks of worker-pool.pool.ts, and the queue in which they wait.
import { AsyncResource } from 'node:async_hooks';
import type { Transferable } from 'node:worker_threads';
import type { Thread } from './worker-pool.thread.ts';

export const failure = (code: string, text: string, cause?: unknown): Error =>
  Object.assign(new Error(text, { cause }), { code: `ERR_POOL_${code}` });

// #region queue
/** One call of run(), in the async context of its caller. */
export class Task extends AsyncResource {
  prev: Task = this; // Its neighbours in the queue.
  next: Task = this;
  input: unknown;
  transfer: Transferable[] = [];
  thread: Thread | undefined; // Where it was sent to.
  settle = (_how: 'resolve' | 'reject', _value: unknown): void => {};
}

/** First in, first out. No step depends on how many there are. */
export class Queue {
  length = 0;
  // A ring that begins and ends here: none of its links is ever missing.
  readonly #ends = new Task('Queue');

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
    task.prev.next = task.next;
    task.next.prev = task.prev;
  }
  /** Takes all of them out. */
  *empty(): Generator<Task> {
    for (let task = this.first; this.length > 0; task = this.first) {
      this.remove(task);
      yield task;
    }
  }
  #insert(task: Task, before: Task): void {
    this.length++;
    [task.prev, task.next, task.thread] = [before.prev, before, undefined];
    task.prev.next = before.prev = task;
  }
}
// #endregion queue
