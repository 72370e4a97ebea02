import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Pool {
  run(input: unknown): Promise<unknown>;
  close(): Promise<void>;
}

interface Task {
  input: unknown;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

interface Child {
  readonly process: ChildProcess;
  /** Whether it has loaded the module. */
  ready: boolean;
  /** Whether its channel is closed: it gets nothing more. */
  leaving: boolean;
  task?: Task | undefined;
}

type Answer = { ready: true } | { value: unknown } | { error: unknown };

/** Starts that fail in a row before the tasks do. */
const attempts = 3;

export function createPool(module: URL, size: number): Pool {
  const waiting: Task[] = [];
  const children = new Set<Child>();
  let failedStarts = 0;
  let closed: Promise<void> | undefined;
  let drained = (): void => {};
  let emptied = (): void => {};

  const busy = (): boolean => waiting.length > 0 || [...children].some(({ task }) => task);

  function dispatch(): void {
    for (const child of children) {
      // Again where a task could not be sent: the child is still free.
      while (child.ready && !child.leaving && !child.task && waiting.length > 0)
        give(child, waiting.shift()!);
    }
    const starting = [...children].filter(({ ready }) => !ready).length;
    if (waiting.length > starting && children.size < size) start();
    if (!busy()) drained();
    if (children.size === 0) emptied();
  }

  function give(child: Child, task: Task): void {
    child.task = task;
    try {
      // With a callback, what fails here is no 'error' event. It means that the channel is gone: see 'disconnect'.
      child.process.send({ input: task.input }, () => {});
    } catch (error) {
      // It cannot be cloned: its caller's fault, and no child's.
      child.task = undefined;
      task.reject(error);
    }
  }

  function start(): void {
    let process: ChildProcess;
    try {
      process = fork(fileURLToPath(import.meta.url), ['child', module.href], {
        serialization: 'advanced',
      });
    } catch (error) {
      return startFailed(error);
    }
    const child: Child = { process, ready: false, leaving: false };
    children.add(child);
    let exit: Error | undefined;
    /** After 'exit' there may still be an answer in the channel; after 'disconnect' there is none, but perhaps a child. */
    const gone = (): void => {
      if (!exit || process.connected || !children.delete(child)) return;
      child.task?.reject(exit);
      if (child.ready) dispatch();
      else startFailed(exit);
    };
    process.on('message', (answer: Answer) => {
      if ('ready' in answer) {
        child.ready = true;
        failedStarts = 0;
      } else {
        const { task } = child;
        child.task = undefined;
        if ('error' in answer) task?.reject(answer.error);
        else task?.resolve(answer.value);
      }
      dispatch();
    });
    process.on('disconnect', () => {
      child.leaving = true;
      // Nobody can talk to it any more, and it may not end by itself.
      process.kill('SIGKILL');
      gone();
    });
    process.on('exit', (code, signal) => {
      exit = new Error(`the child ended with ${signal ?? `code ${code}`}`);
      gone();
    });
    process.on('error', (error) => {
      // Where nothing was started there is no 'exit'. Any other error has an event of its own here.
      if (process.pid !== undefined || !children.delete(child)) return;
      startFailed(error);
    });
    dispatch();
  }

  function startFailed(error: unknown): void {
    failedStarts++;
    const serves = [...children].some(({ ready, leaving }) => ready && !leaving);
    if (failedStarts >= attempts && !serves) {
      failedStarts = 0;
      for (const task of waiting.splice(0)) task.reject(error);
    }
    dispatch();
  }

  async function end(): Promise<void> {
    if (busy()) await new Promise<void>((resolve) => (drained = resolve));
    if (children.size === 0) return;
    const empty = new Promise<void>((resolve) => (emptied = resolve));
    // What the work left open holds a child, and its handlers may refuse SIGTERM.
    for (const child of children) child.process.kill('SIGKILL');
    await empty;
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

if (process.argv[2] === 'child' && process.send) {
  // The parent may die without a word.
  process.on('disconnect', () => process.exit());
  const { default: work } = (await import(process.argv[3]!)) as {
    default: (input: unknown) => unknown;
  };
  process.on('message', async ({ input }: { input: unknown }) => {
    try {
      process.send!({ value: await work(input) } satisfies Answer);
    } catch (error) {
      process.send!({ error } satisfies Answer);
    }
  });
  process.send({ ready: true } satisfies Answer);
}
