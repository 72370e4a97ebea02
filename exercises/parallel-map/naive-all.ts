/**
 * Waits with `Promise.all()`: after the first error it is over, and the other threads work on for nobody.
 *
 * @zh 用 `Promise.all()` 等待：第一个错误一来它就结束了，其他线程继续工作，却没人要结果。
 * @fails errors
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

export async function parallelMap(
  module: URL,
  input: Uint8Array,
  threads: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  signal?.throwIfAborted();
  const amount = Math.min(threads, input.length);
  const parts = Array.from({ length: amount }, (_, index) => {
    const [from, to] = [index, index + 1].map((n) => Math.floor((n * input.length) / amount));
    return Uint8Array.from(input.subarray(from, to));
  });
  return Buffer.concat(await Promise.all(parts.map((chunk) => onThread(module, chunk, signal))));
}

async function onThread(module: URL, chunk: Uint8Array, signal?: AbortSignal): Promise<Uint8Array> {
  const thread = new Worker(new URL(import.meta.url), {
    workerData: { module: module.href, chunk },
    transferList: [chunk.buffer as ArrayBuffer],
  });
  try {
    return await new Promise<Uint8Array>((resolve, reject) => {
      thread.once('message', resolve);
      thread.once('error', reject);
      thread.once('exit', (code) => reject(new Error(`exit ${code}`)));
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  } finally {
    await thread.terminate();
  }
}

if (!isMainThread && workerData?.chunk) {
  const { default: work } = await import(workerData.module);
  const result = Uint8Array.from(await work(workerData.chunk));
  parentPort!.postMessage(result, [result.buffer]);
}
