// A worker process of job-queue.ts: takes one job at a time from the queue.
import { setTimeout as sleep } from 'node:timers/promises';
import { UnrecoverableError, Worker, type Job } from 'bullmq';
import { createClient } from 'redis';

const [queue = '', options = ''] = process.argv.slice(2);
const client = createClient(JSON.parse(options));
client.on('error', (error) => console.error(error.message));
await client.connect();

// #region process
/** What it returns acknowledges the job; what it throws fails the attempt. */
async function processJob(job: Job): Promise<string> {
  const attempt = job.attemptsMade + 1;
  if (job.name === 'flaky' && attempt < 3)
    throw new Error(`no answer on attempt ${attempt}`);
  if (job.name === 'hopeless') throw new Error('mailbox full');
  if (job.name === 'wrong') throw new UnrecoverableError('no such address');
  if (job.name === 'long') {
    process.send!('long job begun');
    if (job.stalledCounter === 0) await sleep(60_000); // Killed meanwhile.
  }
  const stalls = job.stalledCounter > 0 ? ', after a stall' : '';
  return `done on attempt ${attempt}${stalls}`;
}
// #endregion process

// #region worker
const worker = new Worker(queue, processJob, {
  connection: client,
  // The defaults are 30 s each. Whoever does not renew its lock for so
  // long is taken for dead, even if it only blocks its event loop.
  lockDuration: 1000,
  stalledInterval: 500,
  drainDelay: 1, // Seconds; an idle worker looks again that often.
  maxStalledCount: 1, // The default: a job that kills twice is given up.
});
worker.on('error', (error) => console.error(error.message));
process.on('disconnect', async () => {
  await worker.close(); // Finishes the job in hand.
  client.destroy();
});
await worker.waitUntilReady();
process.send!('ready');
// #endregion worker
