/**
 * Has ids, and listens to 'message' alone: a child that dies leaves every request pending.
 *
 * @zh 有 id，但只监听 'message'：子进程一死，所有请求都永远悬着。
 * @fails deaths
 */
import type { ChildProcess } from 'node:child_process';

interface Answer {
  id: number;
  value?: unknown;
  error?: { name: string; message: string };
}

export function createClient(child: ChildProcess) {
  const pending = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  let id = 0;
  child.on('message', (answer: Answer | string | null) => {
    if (typeof answer !== 'object' || answer === null) return;
    const request = pending.get(answer.id);
    pending.delete(answer.id);
    if (answer.error) {
      const { name, message } = answer.error;
      request?.reject(Object.assign(new Error(message), { name }));
    } else request?.resolve(answer.value);
  });
  return {
    request: (what: unknown, limit?: number): Promise<unknown> =>
      new Promise((resolve, reject) => {
        pending.set(++id, { resolve, reject });
        child.send({ id, what });
        if (limit) setTimeout(() => reject(new Error('time limit')), limit);
      }),
    close: () => child.disconnect(),
  };
}

export function serve(handler: (what: unknown) => unknown): void {
  process.on('message', async ({ id, what }: { id: number; what: unknown }) => {
    try {
      process.send!({ id, value: await handler(what) });
    } catch (error) {
      const { name, message } = error as Error;
      process.send!({ id, error: { name, message } });
    }
  });
}
