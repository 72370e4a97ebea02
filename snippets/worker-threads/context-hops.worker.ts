/** Does tasks, each under the request id that came with it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';

// #region worker
const request = new AsyncLocalStorage<string>(); // Another one than the parent's.

async function work(): Promise<string> {
  await turn();
  return request.getStore() ?? 'none'; // What a logger would write.
}

parentPort!.on('message', async ({ id, context }) => {
  const inside = await (context ? request.run(context, work) : work());
  parentPort!.postMessage({ id, inside });
});
// #endregion worker
