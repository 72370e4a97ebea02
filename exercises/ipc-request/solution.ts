import type { ChildProcess } from 'node:child_process';

export interface Client {
  request(what: unknown, limit?: number): Promise<unknown>;
  close(): void;
}

type Answer = { id: number } & ({ value?: unknown } | { error: { name: string; message: string } });

interface Pending {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout | undefined;
}

export function createClient(child: ChildProcess): Client {
  const pending = new Map<number, Pending>();
  // An id is never used again: a late answer finds nobody.
  let lastId = 0;

  /** The only way out of the map: so every request settles once, and its timer goes. */
  function take(id: number): Pending | undefined {
    const request = pending.get(id);
    pending.delete(id);
    clearTimeout(request?.timer);
    return request;
  }

  function failAll(error: Error): void {
    for (const id of [...pending.keys()]) take(id)?.reject(error);
  }

  child.on('message', (message: unknown) => {
    if (typeof message !== 'object' || message === null || !('id' in message)) return;
    const answer = message as Answer;
    const request = take(answer.id);
    if (!request) return;
    if (!('error' in answer)) return request.resolve(answer.value);
    const { name, message: text } = answer.error;
    request.reject(Object.assign(new Error(text), { name }));
  });
  // Comes for every end of the child, after the last message that it sent.
  child.on('disconnect', () => failAll(new Error('the child is gone')));
  // Or it could not even be started.
  child.on('error', failAll);

  return {
    request(what, limit) {
      return new Promise((resolve, reject) => {
        if (!child.connected) throw new Error('there is no channel to the child');
        const id = ++lastId;
        const timer =
          limit === undefined
            ? undefined
            : setTimeout(() => take(id)?.reject(new Error(`no answer in ${limit} ms`)), limit);
        pending.set(id, { resolve, reject, timer });
        try {
          // With a callback, else an error of the channel is an event of the child's.
          child.send({ id, what }, (error) => {
            if (error) take(id)?.reject(error);
          });
        } catch (error) {
          // It cannot be serialized.
          take(id)?.reject(error as Error);
        }
      });
    },
    close() {
      if (child.connected) child.disconnect();
      failAll(new Error('the client is closed'));
    },
  };
}

export function serve(handler: (what: unknown) => unknown): void {
  const send = (answer: Answer): void => {
    // The parent may be gone: then nobody waits.
    if (process.connected) process.send!(answer, undefined, undefined, () => {});
  };

  process.on('message', async ({ id, what }: { id: number; what: unknown }) => {
    try {
      // Sending throws too, where the value cannot be serialized.
      send({ id, value: await handler(what) });
    } catch (thrown) {
      const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
      send({ id, error: { name, message } });
    }
  });
}
