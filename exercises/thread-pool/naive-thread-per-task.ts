/**
 * Starts a thread for each task: every promise settles, but there is no pool.
 *
 * @zh 每个任务开一个线程：promise 都会落定，可这不是池。
 * @fails size
 */
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

export function createPool(module: URL) {
  const running = new Set<Promise<unknown>>();
  let closed = false;
  return {
    run(input: unknown): Promise<unknown> {
      if (closed) return Promise.reject(new Error('closed'));
      const thread = new Worker(new URL(import.meta.url), {
        workerData: { module: module.href, input },
      });
      const exit = once(thread, 'exit');
      const answer = new Promise((resolve, reject) => {
        thread.once('message', ({ value, error }: { value?: unknown; error?: unknown }) =>
          error === undefined ? resolve(value) : reject(error),
        );
        thread.once('error', reject);
        thread.once('exit', (code) => reject(new Error(`exit ${code}`)));
      });
      running.add(exit.catch(() => {}));
      return answer;
    },
    async close(): Promise<void> {
      closed = true;
      await Promise.all(running);
    },
  };
}

if (!isMainThread && workerData?.module) {
  const { default: work } = await import(workerData.module);
  try {
    parentPort!.postMessage({ value: await work(workerData.input) });
  } catch (error) {
    parentPort!.postMessage({ error });
  }
}
