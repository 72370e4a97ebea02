/**
 * Moves `input.slice()`: that is a copy for a Uint8Array, and a view of the pool for a Buffer.
 *
 * @zh 转移 `input.slice()`：对 Uint8Array 它是拷贝，对 Buffer 它是池里的视图。
 * @fails input
 */
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

export async function parallelMap(
  module: URL,
  input: Uint8Array,
  threads: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  signal?.throwIfAborted();
  const size = input.length / Math.min(threads, input.length);
  const running: Worker[] = [];
  try {
    for (let at = 0; running.length < Math.min(threads, input.length); at += size) {
      const chunk = input.slice(Math.round(at), Math.round(at + size));
      running.push(
        new Worker(new URL(import.meta.url), {
          workerData: { module: module.href, chunk },
          transferList: [chunk.buffer as ArrayBuffer],
        }),
      );
    }
    const options = signal ? { signal } : {};
    const results = await Promise.all(
      running.map((thread) =>
        Promise.race([
          once(thread, 'message', options),
          once(thread, 'exit', options).then(([code]) => {
            throw new Error(`exit ${code}`);
          }),
        ]),
      ),
    );
    return Buffer.concat(results.map(([result]) => result));
  } finally {
    await Promise.all(running.map((thread) => thread.terminate()));
  }
}

if (!isMainThread && workerData?.chunk) {
  const { default: work } = await import(workerData.module);
  const result = Uint8Array.from(await work(workerData.chunk));
  parentPort!.postMessage(result, [result.buffer]);
}
