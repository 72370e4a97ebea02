/**
 * Listens to 'message' alone: a thread that dies leaves its promise pending.
 *
 * @zh 只监听 'message'：线程一死，它的 promise 就永远悬着。
 * @fails deaths
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

interface Task {
  input: unknown;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

export function createPool(module: URL, size: number) {
  const waiting: Task[] = [];
  const current = new Map<Worker, Task>();
  const free: Worker[] = [];
  const threads: Worker[] = [];
  let closing: (() => void) | undefined;

  function next(thread: Worker): void {
    const task = waiting.shift();
    if (!task) {
      free.push(thread);
      if (current.size === 0) closing?.();
      return;
    }
    current.set(thread, task);
    thread.postMessage(task.input);
  }

  function start(): Worker {
    const thread = new Worker(new URL(import.meta.url), { workerData: { module: module.href } });
    thread.on('message', ({ value, error }: { value?: unknown; error?: unknown }) => {
      const task = current.get(thread);
      current.delete(thread);
      if (error === undefined) task?.resolve(value);
      else task?.reject(error);
      next(thread);
    });
    thread.on('error', () => {});
    threads.push(thread);
    return thread;
  }

  return {
    run(input: unknown): Promise<unknown> {
      if (closing) return Promise.reject(new Error('closed'));
      return new Promise((resolve, reject) => {
        waiting.push({ input, resolve, reject });
        const thread = free.pop() ?? (threads.length < size ? start() : undefined);
        if (thread) next(thread);
      });
    },
    async close(): Promise<void> {
      await new Promise<void>((resolve) => {
        closing = resolve;
        if (current.size === 0) resolve();
      });
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}

if (!isMainThread && workerData?.module) {
  const { default: work } = await import(workerData.module);
  parentPort!.on('message', async (input: unknown) => {
    try {
      parentPort!.postMessage({ value: await work(input) });
    } catch (error) {
      parentPort!.postMessage({ error });
    }
  });
}
