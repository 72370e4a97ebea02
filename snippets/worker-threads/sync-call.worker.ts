/** Answers calls of a thread that sleeps until then. */
import { workerData } from 'node:worker_threads';
import type { Call, Shared } from './sync-call.client.ts';

// #region worker
const { cells, port } = workerData as Shared;

async function work(input: number): Promise<number> {
  if (input < 0) throw new RangeError('negative');
  if (input === 0) await new Promise(() => setTimeout(() => {}, 60_000)); // It hangs.
  return Math.sqrt(input);
}

port.on('message', async ({ id, input }: Call) => {
  const answer = await work(input).then(
    (value) => ({ id, value }),
    ({ name, message }: Error) => ({ id, error: { name, message } }),
  );
  port.postMessage(answer); // First the message,
  Atomics.add(cells, 0, 1); // then the number that the caller compares,
  Atomics.notify(cells, 0); // then the bell.
});
// #endregion worker
