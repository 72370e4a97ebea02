/**
 * Stops queue workers in the middle of a job, as a deployment does: a job that fits into the
 * grace period, one that does not, and one that gives itself back half done.
 *
 * @zh 像部署那样，在任务做到一半时停掉队列 worker：一个任务来得及做完，一个来不及，一个做了一半自己退回队列。
 * @uses job-queue
 * @needs redis-server, posix
 */
import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Queue, QueueEvents } from 'bullmq';
import { createClient } from 'redis';
import { startRedis } from './job-queue.server.ts';

const file = new URL('./queue-drain.worker.ts', import.meta.url);
const redis = await startRedis();
const name = `reports-${randomUUID()}`;
const client = createClient(redis.options);
client.on('error', (error) => console.error(error.message));
await client.connect();
const queue = new Queue(name, { connection: client });
const eventsClient = client.duplicate();
const events = new QueueEvents(name, { connection: eventsClient });
await events.waitUntilReady();

async function startWorker(): Promise<ChildProcess> {
  const child = fork(file, [name, JSON.stringify(redis.options)]);
  await once(child, 'message');
  return child;
}

// #region stop
/** As the platform does it: SIGTERM, and SIGKILL when the grace is over. */
async function stop(worker: ChildProcess, grace: number): Promise<string> {
  const exited = once(worker, 'exit');
  worker.kill('SIGTERM');
  // Time: the grace period.
  const kill = setTimeout(() => worker.kill('SIGKILL'), grace);
  const [code, signal] = (await exited) as [number | null, string | null];
  clearTimeout(kill);
  return signal ?? `exit ${code}`;
}

/** One job whose first worker is stopped, and a second worker. */
async function deploy(kind: string, steps: number, grace: number) {
  const worker = await startWorker();
  const begun = once(worker, 'message');
  const job = await queue.add(kind, { steps }, { attempts: 1 });
  await begun;
  const ended = await stop(worker, grace);
  const heir = await startWorker();
  const result = await job.waitUntilFinished(events, 30_000).then(
    (value: string) => value,
    ({ message }: Error) => `failed: ${message}`,
  );
  await stop(heir, 20_000);
  const line = `worker: ${ended}; job: ${result}`;
  console.log(`${kind}: ${line}`);
  return line;
}
// #endregion stop

// #region deployments
const seen = [
  await deploy('short job, long grace', 5, 20_000),
  await deploy('long job, short grace', 15, 300),
  await deploy('gives back', 15, 20_000),
];
const counts = await queue.getJobCounts('completed', 'failed', 'active');
console.log('in the queue:', JSON.stringify(counts));
// #endregion deployments

await events.close();
await queue.obliterate({ force: true });
await queue.close();
client.destroy();
eventsClient.destroy();
await redis.stop();

assert.deepEqual(seen, [
  'worker: exit 0; job: done from the beginning, attempts 1',
  // Once more, although one attempt was allowed.
  'worker: SIGKILL; job: done from the beginning, attempts 1, stalled 1',
  'worker: exit 0; job: done from where it was left, attempts 1',
]);
