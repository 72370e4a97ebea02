import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

interface Start {
  module: string;
  chunk: Uint8Array;
}

export async function parallelMap(
  module: URL,
  input: Uint8Array,
  threads: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  signal?.throwIfAborted();
  const amount = Math.min(threads, input.length);
  const running: Worker[] = [];
  let abort = (): void => {};
  try {
    const aborted = new Promise<never>((_resolve, reject) => {
      abort = () => reject(signal!.reason as Error);
    });
    signal?.addEventListener('abort', abort);
    const results: Promise<Uint8Array>[] = [];
    for (let index = 0; index < amount; index++) {
      const [from, to] = [index, index + 1].map((n) => Math.floor((n * input.length) / amount));
      const chunk = own(input.subarray(from, to));
      const thread = new Worker(new URL(import.meta.url), {
        workerData: { module: module.href, chunk } satisfies Start,
        transferList: [chunk.buffer],
      });
      running.push(thread);
      results.push(resultOf(thread));
    }
    return joined(await Promise.race([Promise.all(results), aborted]));
  } finally {
    signal?.removeEventListener('abort', abort);
    // Also after success: a module may have left something that keeps its thread alive.
    await Promise.all(running.map((thread) => thread.terminate()));
  }
}

/** A copy in memory that nobody else has. `slice()` would not do: that of a Buffer is a view. */
const own = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);

const resultOf = (thread: Worker): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    thread.on('message', resolve);
    thread.on('messageerror', reject);
    thread.on('error', reject);
    // The one event that comes for every end. Where something came before it, this changes nothing.
    thread.on('exit', (code) => reject(new Error(`a thread ended with code ${code}`)));
  });

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

if (!isMainThread && workerData?.chunk) {
  const { module, chunk } = workerData as Start;
  const { default: work } = (await import(module)) as {
    default: (chunk: Uint8Array) => Uint8Array | Promise<Uint8Array>;
  };
  // What it throws ends this thread, and so arrives as its 'error', with its class.
  const result = await work(chunk);
  if (!(result instanceof Uint8Array)) throw new TypeError(`no Uint8Array: ${typeof result}`);
  const { buffer } = result;
  // Moved is only what belongs to nobody else.
  const mine =
    buffer instanceof ArrayBuffer && buffer.byteLength === result.byteLength ? result : own(result);
  parentPort!.postMessage(mine, [mine.buffer as ArrayBuffer]);
}
