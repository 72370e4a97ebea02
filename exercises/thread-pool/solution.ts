import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

export interface Pool {
  run(input: unknown): Promise<unknown>;
  close(): Promise<void>;
}

interface Task {
  input: unknown;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

type Answer = { ready: true } | { value: unknown } | { error: unknown };

export function createPool(module: URL, size: number): Pool {
  const waiting: Task[] = [];
  /** Each thread, with the task that it has; undefined while it starts or has none. */
  const threads = new Map<Worker, { ready: boolean; task?: Task | undefined }>();
  let failedStarts = 0;
  let closed: Promise<void> | undefined;
  let drained = (): void => {};

  const busy = (): boolean =>
    waiting.length > 0 || [...threads.values()].some(({ task }) => task !== undefined);

  function dispatch(): void {
    for (const [thread, state] of threads) {
      // Until it has one: a task that cannot be cloned is over, and leaves the thread to the next.
      while (state.ready && !state.task && waiting.length > 0) {
        state.task = waiting.shift()!;
        try {
          thread.postMessage(state.task.input);
        } catch (error) {
          state.task.reject(error);
          state.task = undefined;
        }
      }
    }
    const starting = [...threads.values()].filter(({ ready }) => !ready).length;
    // A module that cannot be loaded must not be started for ever.
    if (waiting.length > starting && threads.size < size && failedStarts < 3) start();
    if (!busy()) drained();
  }

  function start(): void {
    const thread = new Worker(new URL(import.meta.url), { workerData: { module: module.href } });
    const state: { ready: boolean; task?: Task | undefined } = { ready: false };
    let why: unknown;
    threads.set(thread, state);
    thread.on('message', (answer: Answer) => {
      if ('ready' in answer) {
        state.ready = true;
        failedStarts = 0;
      } else {
        const { task } = state;
        state.task = undefined;
        if ('error' in answer) task?.reject(answer.error);
        else task?.resolve(answer.value);
      }
      dispatch();
    });
    // An answer that cannot be read here: its task is over, and the thread is well.
    thread.on('messageerror', (error) => {
      state.task?.reject(error);
      state.task = undefined;
      dispatch();
    });
    thread.on('error', (error) => (why = error));
    // The one event that comes for every end.
    thread.on('exit', (code) => {
      threads.delete(thread);
      const error = why ?? new Error(`the thread ended with code ${code}`);
      state.task?.reject(error);
      if (!state.ready) failedStarts++;
      const serves = [...threads.values()].some(({ ready }) => ready);
      if (failedStarts >= 3 && !serves) for (const task of waiting.splice(0)) task.reject(error);
      dispatch();
    });
    dispatch();
  }

  async function end(): Promise<void> {
    if (busy()) await new Promise<void>((resolve) => (drained = resolve));
    await Promise.all([...threads.keys()].map((thread) => thread.terminate()));
  }

  return {
    run(input) {
      if (closed) return Promise.reject(new Error('the pool is closed'));
      return new Promise((resolve, reject) => {
        waiting.push({ input, resolve, reject });
        dispatch();
      });
    },
    close: () => (closed ??= end()),
  };
}

if (!isMainThread && workerData?.module) {
  const { default: work } = (await import(workerData.module)) as {
    default: (input: unknown) => unknown;
  };
  parentPort!.on('message', async (input: unknown) => {
    try {
      parentPort!.postMessage({ value: await work(input) } satisfies Answer);
    } catch (error) {
      parentPort!.postMessage({ error } satisfies Answer);
    }
  });
  parentPort!.postMessage({ ready: true } satisfies Answer);
}
