// A worker process of queue-drain.ts: one job in hand when SIGTERM comes.
import { setTimeout as sleep } from 'node:timers/promises';
import { WaitingError, Worker, type Job } from 'bullmq';
import { createClient } from 'redis';

const [queue = '', options = ''] = process.argv.slice(2);
const client = createClient(JSON.parse(options));
client.on('error', (error) => console.error(error.message));
await client.connect();
interface Work {
  steps: number;
  from?: number;
}

// #region process
async function processJob(
  job: Job<Work>,
  token?: string,
  signal?: AbortSignal,
): Promise<string> {
  const { steps, from = 0 } = job.data;
  for (let step = from; step < steps; step++) {
    // Between two steps it may give itself back, with what it has done.
    if (signal?.aborted && job.name === 'gives back') {
      await job.updateData({ steps, from: step });
      await job.moveToWait(token);
      throw new WaitingError(); // Neither done nor failed.
    }
    if (step === from) process.send!('begun');
    // Time: a job takes a while.
    await sleep(100);
  }
  const stalls = job.stalledCounter ? `, stalled ${job.stalledCounter}` : '';
  const start = from ? 'where it was left' : 'the beginning';
  return `done from ${start}, attempts ${job.attemptsMade + 1}${stalls}`;
}
// #endregion process

// #region drain
const worker = new Worker<Work>(queue, processJob, {
  connection: client,
  lockDuration: 1_000, // 30 s by default, as is the next one.
  stalledInterval: 300,
  drainDelay: 1,
});
worker.on('error', (error) => console.error(error.message));
process.once('SIGTERM', async () => {
  const closed = worker.close(); // No new job; waits for the one in hand.
  worker.cancelAllJobs('SIGTERM'); // Its signal; the job decides.
  await closed;
  client.destroy(); // Last: the job's end is written through it.
  process.disconnect();
});
// #endregion drain
await worker.waitUntilReady();
process.send!('ready');
