/** What proofs about queues share: a queue in a Redis of its own, and workers with short locks. */
import { randomUUID } from 'node:crypto';
import { Queue, Worker, type Job, type WorkerOptions } from 'bullmq';
import { createClient } from 'redis';
import { startRedis } from './ipc/job-queue.server.ts';

/** What a worker does: a function, or the path of a file that exports one. */
export type Processor =
  string | ((job: Job, token?: string, signal?: AbortSignal) => unknown);

/** Locks that run out while a proof watches. */
export const shortLocks = {
  lockDuration: 500,
  stalledInterval: 200,
  drainDelay: 1,
};

/** A queue in a Redis of its own, and what starts workers of it and ends all. */
export async function queueing() {
  const redis = await startRedis();
  const client = createClient(redis.options);
  client.on('error', () => {});
  await client.connect();
  const name = `proof-${randomUUID()}`;
  const queue = new Queue(name, { connection: client });
  const workers: Worker[] = [];
  return {
    queue,
    redis,
    /** A worker that begins to work once it is there. */
    async work(
      handle: Processor,
      options: Partial<WorkerOptions> = {},
    ): Promise<Worker> {
      const worker = new Worker(
        name,
        typeof handle === 'string'
          ? handle
          : async (...all) => handle(...all) as Promise<unknown>,
        { connection: client, ...shortLocks, ...options },
      );
      worker.on('error', () => {});
      workers.push(worker);
      await worker.waitUntilReady();
      return worker;
    },
    async end(): Promise<void> {
      await Promise.all(workers.map((worker) => worker.close(true)));
      await queue.close();
      client.destroy();
      await redis.stop();
    },
  };
}

/** A promise, and what settles it. */
export function signal() {
  let tell = (): void => {};
  const told = new Promise<void>((resolve) => (tell = resolve));
  return { tell, told };
}
