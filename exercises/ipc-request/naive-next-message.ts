/**
 * Takes the next message for its answer: right only while one request at a time is under way.
 *
 * @zh 把下一条消息当作自己的答复：同时只有一个请求时才对。
 * @fails answers
 */
import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';

export function createClient(child: ChildProcess) {
  return {
    async request(what: unknown): Promise<unknown> {
      const answer = once(child, 'message');
      child.send({ what });
      const [{ value, error }] = (await answer) as [{ value: unknown; error?: string }];
      if (error) throw new Error(error);
      return value;
    },
    close: () => child.disconnect(),
  };
}

export function serve(handler: (what: unknown) => unknown): void {
  process.on('message', async ({ what }: { what: unknown }) => {
    try {
      process.send!({ value: await handler(what) });
    } catch (error) {
      process.send!({ error: (error as Error).message });
    }
  });
}
