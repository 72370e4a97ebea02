// The child of ipc-request-response.ts: each request has an id, and so has its answer.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply } from './ipc-request-response.client.ts';

// #region methods
const methods: Record<string, (value: number) => unknown> = {
  square: (value) => value ** 2,
  sleep: (ms) => sleep(ms, `slept ${ms} ms`), // Time: the caller names it.
  root: (value) => {
    if (value < 0) throw new RangeError('no root of a negative number');
    return Math.sqrt(value);
  },
  // Never returns: from then on nothing is answered.
  block: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
};

interface Request {
  id: number;
  method: string;
  value: number;
}

process.on('message', async ({ id, method, value }: Request) => {
  const reply: Reply = { id };
  try {
    reply.result = await methods[method]!(value);
  } catch (error) {
    // An Error would arrive as {}: see ipc-serialization.
    const { name, message } = error as Error;
    reply.error = { name, message };
  }
  // The parent may be gone by now: then there is nobody to tell.
  if (process.connected) process.send!(reply, () => {});
});
// #endregion methods

process.send!({ id: 0 } satisfies Reply); // Ready: limits begin from here on.
