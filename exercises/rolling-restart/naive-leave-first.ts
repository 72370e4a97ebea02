/**
 * Tells an old worker to leave and starts the new one when it is gone: no request is lost, but meanwhile a worker is missing.
 *
 * @zh 先让旧 worker 离开，等它没了再启动新的：请求没丢，但这段时间少一个 worker。
 * @fails capacity
 */
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';

export function createGroup(exec: string, size: number) {
  cluster.setupPrimary({ exec });
  let stopping = false;
  const leaving = new Set<Worker>();

  function start(): Promise<void> {
    const worker = cluster.fork();
    const ready = new Promise<void>((resolve, reject) => {
      worker.on('message', (message) => message === 'ready' && resolve());
      worker.once('exit', () => reject(new Error('a worker could not start')));
    });
    ready.then(
      () => worker.once('exit', () => !stopping && !leaving.has(worker) && void start()),
      () => {},
    );
    return ready;
  }

  async function leave(worker: Worker): Promise<void> {
    leaving.add(worker);
    const exit = once(worker, 'exit');
    worker.send('leave');
    await exit;
  }

  return {
    ready: Promise.all(Array.from({ length: size }, start)).then(() => {}),
    async restart(): Promise<void> {
      for (const worker of Object.values(cluster.workers ?? {})) {
        await leave(worker!);
        await start();
      }
    },
    async stop(): Promise<void> {
      stopping = true;
      await Promise.all(Object.values(cluster.workers ?? {}).map((worker) => leave(worker!)));
    },
  };
}
