/**
 * Gives jobs to worker processes through a queue in Redis: acknowledgement, retries
 * with a pause, and a job whose worker is killed half-way.
 *
 * @zh 经 Redis 里的队列把任务交给 worker 进程：确认、隔一会儿重试，以及 worker 做到一半被杀的任务。
 * @needs redis-server
 */
import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Queue, QueueEvents, type JobsOptions } from 'bullmq';
import { createClient } from 'redis';
import { startRedis } from './job-queue.server.ts';

const file = new URL('./job-queue.worker.ts', import.meta.url);
const redis = await startRedis();
const name = `mail-${randomUUID()}`; // Others may use the same Redis.

// #region start
const client = createClient(redis.options);
client.on('error', (error) => console.error(error.message));
await client.connect();
const queue = new Queue(name, { connection: client });
// It waits for events, so it needs a connection of its own.
const eventsClient = client.duplicate();
const events = new QueueEvents(name, { connection: eventsClient });
await events.waitUntilReady();

async function startWorker(): Promise<ChildProcess> {
  const child = fork(file, [name, JSON.stringify(redis.options)]);
  await once(child, 'message');
  return child;
}
// #endregion start

// #region jobs
async function run(kind: string, options: JobsOptions = {}): Promise<string> {
  const job = await queue.add(kind, { to: 'ada@example.com' }, options);
  const end = await job.waitUntilFinished(events, 20_000).then(
    (result: string) => result,
    (error: Error) => `failed: ${error.message}`,
  );
  console.log(`${kind}: ${end}`);
  return end;
}

const first = await startWorker();
const retry = { attempts: 3, backoff: { type: 'fixed', delay: 100 } };
const ends = [
  await run('plain'),
  await run('flaky', retry),
  await run('hopeless', retry),
  await run('wrong', retry), // Trying again would be of no use.
];
// #endregion jobs

// #region killed
const begun = once(first, 'message');
const long = run('long');
await begun;
const killed = once(first, 'exit');
const before = performance.now();
first.kill('SIGKILL'); // Mid-job: nothing is acknowledged.
await killed;
const second = await startWorker();
ends.push(await long);
const wait = performance.now() - before;
console.log(`from the kill to the result: ${wait.toFixed(0)} ms`);
const counts = await queue.getJobCounts('completed', 'failed', 'active');
console.log('in the queue:', JSON.stringify(counts));
// #endregion killed

const ended = once(second, 'exit');
second.disconnect();
await ended;
await events.close();
await queue.obliterate({ force: true });
await queue.close();
client.destroy();
eventsClient.destroy();
await redis.stop();
assert.deepEqual(ends, [
  'done on attempt 1',
  'done on attempt 3',
  'failed: mailbox full',
  'failed: no such address',
  'done on attempt 1, after a stall',
]);
assert.deepEqual(counts, { completed: 3, failed: 2, active: 0 });
