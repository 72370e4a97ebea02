/**
 * Starts the new worker first, and waits for its 'ready' alone: one that cannot start leaves the restart pending for ever.
 *
 * @zh 先启动新 worker，却只等它的 'ready'：启动不了的 worker 让这次重启永远悬着。
 * @fails cannot-start
 */
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';

export function createGroup(exec: string, size: number) {
  cluster.setupPrimary({ exec });
  let stopping = false;
  const leaving = new Set<Worker>();

  async function start(): Promise<void> {
    const worker = cluster.fork();
    worker.once('exit', () => {
      // Not one that could not start: that would go on for ever.
      if (!stopping && !leaving.has(worker) && serves) void start();
    });
    let serves = false;
    for (;;) {
      const [message] = await once(worker, 'message');
      if (message === 'ready') break;
    }
    serves = true;
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
        await start();
        await leave(worker!);
      }
    },
    async stop(): Promise<void> {
      stopping = true;
      await Promise.all(Object.values(cluster.workers ?? {}).map((worker) => leave(worker!)));
    },
  };
}
