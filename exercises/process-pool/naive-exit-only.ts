/**
 * Hangs the bookkeeping on 'exit' alone: a child that closes its channel and stays keeps its task for ever.
 *
 * @zh 记账只挂在 'exit' 上：子进程关掉通道却不退出，手里的任务就永远悬着。
 * @fails deaths
 */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

interface Task {
  input: unknown;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

export function createPool(module: URL, size: number) {
  const waiting: Task[] = [];
  const children = new Map<ChildProcess, Task | undefined>();
  let closing: (() => void) | undefined;

  function next(): void {
    for (const child of children.keys())
      while (!children.get(child) && waiting.length > 0) give(child);
    while (waiting.length > 0 && children.size < size) give(start());
    if (waiting.length === 0 && ![...children.values()].some(Boolean)) closing?.();
  }

  function give(child: ChildProcess): void {
    const task = waiting.shift()!;
    children.set(child, task);
    try {
      child.send({ input: task.input }, () => {});
    } catch (error) {
      children.set(child, undefined);
      task.reject(error);
    }
  }

  function start(): ChildProcess {
    const file = fileURLToPath(import.meta.url);
    const child = fork(file, ['child', module.href], { serialization: 'advanced' });
    child.on('message', ({ value, error }: { value?: unknown; error?: unknown }) => {
      const task = children.get(child);
      children.set(child, undefined);
      if (error === undefined) task?.resolve(value);
      else task?.reject(error);
      next();
    });
    child.on('exit', (code, signal) => {
      children.get(child)?.reject(new Error(`the child ended with ${code ?? signal}`));
      children.delete(child);
      next();
    });
    return child;
  }

  return {
    run(input: unknown): Promise<unknown> {
      if (closing) return Promise.reject(new Error('closed'));
      return new Promise((resolve, reject) => {
        waiting.push({ input, resolve, reject });
        next();
      });
    },
    async close(): Promise<void> {
      await new Promise<void>((resolve) => {
        closing = resolve;
        next();
      });
      const exits = [...children.keys()].map(
        (child) => new Promise((resolve) => child.once('exit', resolve)),
      );
      for (const child of children.keys()) child.kill('SIGKILL');
      await Promise.all(exits);
    },
  };
}

if (process.argv[2] === 'child') {
  const { default: work } = await import(process.argv[3]!);
  process.on('message', async ({ input }: { input: unknown }) => {
    try {
      process.send!({ value: await work(input) });
    } catch (error) {
      process.send!({ error });
    }
  });
}
