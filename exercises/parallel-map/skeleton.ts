// Exercise: a map over bytes on several threads. Judge it with: npm run exercise parallel-map
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

/**
 * Cuts the input into one chunk for each thread, has a module work on all chunks at the same time, and joins the results.
 *
 * The input is read before this returns: whoever calls may write over it at once. Nothing is ever changed or moved of it, nor of
 * the memory around it: it may be a part of something larger, a Buffer from the pool, or lie in a SharedArrayBuffer.
 *
 * @param module - Its default export is `(chunk: Uint8Array) => Uint8Array`, or a promise of that. It may change its chunk, return
 * that or another array, of any length; the array may be a part of memory that the module needs for itself. It may leave a timer.
 * @param input - Bytes. Chunks follow each other in it, and their lengths differ by 1 at most.
 * @param threads - How many threads, 1 or more; with fewer bytes than that one for each byte, and none without bytes.
 * @param signal - Ends it early. No listener is left on it afterwards.
 * @returns The results one after the other, in the order of the chunks. It settles when none of its threads is left, and fails
 * with what a module throws, with an Error where a thread ends without a result or gives something other than a Uint8Array, and with
 * the signal's reason.
 */
export async function parallelMap(
  module: URL,
  input: Uint8Array,
  threads: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  throw new Error(`not written yet: ${module.href}, ${input.length}, ${threads}, ${signal}`);
}

// A thread may run this same file: new Worker(new URL(import.meta.url), { workerData: … }).
if (!isMainThread) {
  console.log(parentPort, workerData, Worker);
}
