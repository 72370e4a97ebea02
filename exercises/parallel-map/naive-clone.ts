/**
 * Posts a `subarray()`: that clones the memory behind it for every thread, the whole of it.
 *
 * @zh 发送 `subarray()`：它背后的整块内存，每个线程都克隆一份。
 * @fails moves
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

export async function parallelMap(
  module: URL,
  input: Uint8Array,
  threads: number,
): Promise<Uint8Array> {
  const amount = Math.min(threads, input.length);
  const edge = (index: number): number => Math.round((index * input.length) / amount);
  const running = Array.from({ length: amount }, (_, index) => {
    const thread = new Worker(new URL(import.meta.url), { workerData: module.href });
    thread.postMessage(input.subarray(edge(index), edge(index + 1)));
    return thread;
  });
  const results = await Promise.all(
    running.map(
      (thread) =>
        new Promise<Uint8Array>((resolve, reject) => {
          thread.on('message', resolve).on('error', reject);
          thread.on('exit', (code) => reject(new Error(`exit ${code}`)));
        }),
    ),
  );
  await Promise.all(running.map((thread) => thread.terminate()));
  return Buffer.concat(results);
}

if (!isMainThread && typeof workerData === 'string') {
  const { default: work } = await import(workerData);
  parentPort!.once('message', async (chunk: Uint8Array) => {
    parentPort!.postMessage(await work(chunk));
  });
}
