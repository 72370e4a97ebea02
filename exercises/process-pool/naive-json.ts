/**
 * Leaves the channel's serialization as it is: an answer goes through JSON, and a Map arrives as {}.
 *
 * @zh 通道的序列化用默认的：答复要过一遍 JSON，Map 到了对面就成了 {}。
 * @fails answers
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export function createPool(module: URL, size: number) {
  const free = Array.from({ length: size }, () =>
    fork(fileURLToPath(import.meta.url), ['child', module.href]),
  );
  const children = [...free];
  const waiting: ((child: ChildProcess) => void)[] = [];
  const running = new Set<Promise<unknown>>();
  let closed = false;

  async function work(input: unknown): Promise<unknown> {
    const child =
      free.pop() ?? (await new Promise<ChildProcess>((resolve) => waiting.push(resolve)));
    try {
      child.send({ input });
      const [{ value, error }] = await once(child, 'message');
      if (error) throw Object.assign(new Error(error.message), { name: error.name });
      return value;
    } finally {
      const next = waiting.shift();
      if (next) next(child);
      else free.push(child);
    }
  }

  return {
    async run(input: unknown): Promise<unknown> {
      if (closed) throw new Error('closed');
      const task = work(input);
      running.add(task);
      return task;
    },
    async close(): Promise<void> {
      closed = true;
      await Promise.allSettled(running);
      const exits = children.map((child) => once(child, 'exit'));
      for (const child of children) child.kill();
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
      const { name, message } = error as Error;
      process.send!({ error: { name, message } });
    }
  });
}
