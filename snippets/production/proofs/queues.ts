import type { Job } from 'bullmq';
import { queueing, signal } from '../../proving-queues.ts';
import type { Proofs } from '../../proving.ts';

export const proofs: Proofs = {
  /**
   * `worker.close()`, plain and forced, with one job in hand and one that waits.
   * @zh `worker.close()`，普通和强制，手上一个任务、队列里还等着一个。
   */
  'queue-close': async () => {
    const after = async (force: boolean): Promise<string> => {
      const { queue, work, end } = await queueing();
      const [begun, go] = [signal(), signal()];
      const worker = await work(() => {
        begun.tell();
        return go.told;
      });
      const first = await queue.add('first', {});
      await begun.told;
      const second = await queue.add('second', {});
      const closed = worker.close(force);
      if (!force) go.tell();
      await closed;
      const states = [await first.getState(), await second.getState()];
      go.tell();
      await end();
      return `in hand: ${states[0]}, the next: ${states[1]}`;
    };
    return { 'close()': await after(false), 'close(true)': await after(true) };
  },

  /**
   * A job with one attempt, whose worker vanishes in the middle: once, and each time.
   * @zh 只允许一次尝试的任务，worker 做到一半消失：一次，和每次都这样。
   */
  'queue-stalls': async () => {
    const { queue, work, end } = await queueing();
    const vanish = async (): Promise<void> => {
      const begun = signal();
      const worker = await work(() => {
        begun.tell();
        return new Promise(() => {});
      });
      await begun.told;
      await worker.close(true); // Its lock is renewed by nobody now.
    };
    const ended = async (job: Job): Promise<string> => {
      const worker = await work(() => 'done');
      await new Promise<void>((resolve) =>
        worker.on('completed', () => resolve()).on('failed', () => resolve()),
      );
      const { attemptsMade, stalledCounter, failedReason } =
        (await queue.getJob(job.id!)) as Job;
      await worker.close();
      return `${(await job.getState()) as string}${failedReason ? ` (${failedReason})` : ''}, attempts ${attemptsMade}, stalled ${stalledCounter}`;
    };
    const once = await queue.add('once', {}, { attempts: 1 });
    await vanish();
    const first = await ended(once);
    const twice = await queue.add('twice', {}, { attempts: 1 });
    await vanish();
    await vanish();
    const second = await ended(twice);
    await end();
    return { once: first, twice: second };
  },

  /**
   * `cancelAllJobs()`: a job that looks at its signal, and one that does not.
   * @zh `cancelAllJobs()`：看信号的任务，和不看的任务。
   */
  'queue-cancel': async () => {
    const after = async (looks: boolean): Promise<string> => {
      const { queue, work, end } = await queueing();
      const [begun, go] = [signal(), signal()];
      const worker = await work((_, __, aborted) => {
        begun.tell();
        return new Promise((resolve, reject) => {
          void go.told.then(() => resolve('done'));
          if (looks)
            aborted!.addEventListener('abort', () =>
              reject(new Error('told to stop')),
            );
        });
      });
      const job = await queue.add('job', {}, { attempts: 1 });
      await begun.told;
      const closed = worker.close();
      worker.cancelAllJobs();
      if (!looks) go.tell();
      await closed;
      const state = (await job.getState()) as string;
      await end();
      return state;
    };
    return { 'looks at it': await after(true), 'does not': await after(false) };
  },
};
