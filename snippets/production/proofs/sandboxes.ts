import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, Worker } from 'bullmq';
import { endOf, program, run, type Proofs } from '../../proving.ts';
import { inTmp } from '../../proving-files.ts';
import { queueing, shortLocks } from '../../proving-queues.ts';

/**
 * A processor that ends its process, or thread, in the way that the job's name says. One that is told to wait writes its pid into
 * the file `begun`, waits for the file `go`, and writes `done`.
 */
const file = (): string =>
  program(`
  import { appendFileSync, existsSync } from 'node:fs';
  import { setTimeout as sleep } from 'node:timers/promises';
  const at = (name) => process.env.TMPDIR + '/' + name;
  export default async ({ name }) => {
    if (name === 'throws') throw new Error('mine');
    if (name === 'exit') process.exit(0);
    if (name === 'kill') process.kill(process.pid, 'SIGKILL');
    if (name === 'fill') for (const all = []; ; ) all.push(Array(1e5).fill(0).map(String));
    if (name === 'block') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2000);
    if (name === 'wait' || name === 'compute') {
      appendFileSync(at('begun'), process.pid + '\\n');
      if (name === 'compute') while (!existsSync(at('go')));
      while (!existsSync(at('go'))) await sleep(5);
      appendFileSync(at('done'), process.pid + '\\n');
    }
    return process.pid;
  };`);

/** The lines of a file of the processor; none where it is not there. */
const linesOf = (name: string): string[] =>
  existsSync(inTmp(name))
    ? readFileSync(inTmp(name), 'utf8').trim().split('\n')
    : [];

async function untilLines(name: string, count: number): Promise<string[]> {
  while (linesOf(name).length < count) await sleep(5);
  return linesOf(name);
}

/** The state of a job, once its worker has said that it is through. */
async function ended(worker: Worker, job: Job): Promise<string> {
  await new Promise<void>((resolve) =>
    worker.once('completed', () => resolve()).once('failed', () => resolve()),
  );
  return (await job.getState()) as string;
}

const isThere = (pid: string): boolean => {
  try {
    return process.kill(Number(pid), 0);
  } catch {
    return false;
  }
};

const quiet = { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] as const };

/** A program that works on the queue of this name with that file. */
const workingOn = (
  name: string,
  redis: object,
  options: object,
): string => `import { Worker } from 'bullmq';
import { createClient } from 'redis';
const connection = createClient(${JSON.stringify(redis)});
connection.on('error', () => {});
await connection.connect();
const worker = new Worker('${name}', ${JSON.stringify(file())}, { connection, ...${JSON.stringify({ ...shortLocks, ...options })} });
worker.on('error', () => {});`;

export const proofs: Proofs = {
  /**
   * BullMQ, a processor in a file of its own, a job with one attempt that ends its process or thread.
   * @zh BullMQ，处理器在单独的文件里；只许一次尝试的任务结束了自己所在的进程或线程。
   */
  'sandbox-ends': async () => {
    const { queue, work, end } = await queueing();
    const seen: Record<string, string> = {};
    for (const useWorkerThreads of [false, true]) {
      const workerForkOptions = { ...quiet, stdio: [...quiet.stdio] };
      const options = { useWorkerThreads, workerForkOptions };
      const worker = await work(file(), options);
      const where = useWorkerThreads ? 'thread' : 'process';
      // A thread that kills its process kills this one.
      const ways = { throws: 'throws', exit: 'process.exit(0)' };
      const all = useWorkerThreads ? ways : { ...ways, kill: 'SIGKILL' };
      for (const [name, way] of Object.entries(all)) {
        const job = await queue.add(name, {}, { attempts: 1 });
        const state = await ended(worker, job);
        const { failedReason, stalledCounter } = (await queue.getJob(
          job.id!,
        )) as Job;
        seen[`${where}, ${way}`] =
          `${state} (${failedReason}), stalled ${stalledCounter}`;
      }
      const next = await ended(worker, await queue.add('fine', {}));
      seen[`${where}, the next job`] = next;
      await worker.close();
    }
    await end();
    return seen;
  },

  /**
   * BullMQ, a processor in a file of its own whose heap is full: what becomes of the worker's process.
   * @zh BullMQ，处理器在单独的文件里，堆满了：worker 的进程怎么样。
   */
  'sandbox-memory': async () => {
    const { queue, redis, end } = await queueing();
    const seen: Record<string, string> = {};
    const limits = {
      process: { workerForkOptions: { execArgv: ['--max-old-space-size=30'] } },
      thread: {
        useWorkerThreads: true,
        workerThreadsOptions: {
          resourceLimits: { maxOldGenerationSizeMb: 30 },
        },
      },
    };
    for (const [where, limit] of Object.entries(limits)) {
      const job = await queue.add('fill', {}, { attempts: 1 });
      const how = await run(
        `${workingOn(queue.name, redis.options, limit)}
         worker.on('failed', () => process.exit(42));`,
      );
      const state = (await job.getState()) as string;
      const goes = how.code === 42 ? 'goes on' : endOf(how);
      seen[where] = `the worker's process: ${goes}, the job: ${state}`;
    }
    await end();
    return seen;
  },

  /**
   * BullMQ, a processor in a process of its own, and `worker.close()` in the middle of its job: plain and forced.
   * @zh BullMQ，处理器在自己的进程里，任务做到一半时 `worker.close()`：普通和强制。
   */
  'sandbox-close': async () => {
    const { queue, work, end } = await queueing();
    const after = async (force: boolean, count: number): Promise<string> => {
      const worker = await work(file());
      const job = await queue.add('wait', {}, { attempts: 1 });
      const pid = (await untilLines('begun', count)).at(-1)!;
      const closed = worker.close(force);
      writeFileSync(inTmp('go'), '');
      await closed;
      rmSync(inTmp('go'));
      const through = linesOf('done').includes(pid) ? 'through' : 'cut off';
      const gone = isThere(pid) ? 'still there' : 'gone';
      const state = force
        ? ''
        : `, the job: ${(await job.getState()) as string}`;
      return `its work: ${through}${state}, its process: ${gone}`;
    };
    const plain = await after(false, 1);
    const forced = await after(true, 2);
    await end();
    return { 'close()': plain, 'close(true)': forced };
  },

  /**
   * BullMQ, a processor in a process of its own; SIGTERM ends the worker's process, which has no handler, in the middle of the job.
   * @zh BullMQ，处理器在自己的进程里；任务做到一半，SIGTERM 结束了没有处理函数的 worker 进程。
   */
  'sandbox-orphan': async () => {
    const seen: Record<string, string> = {};
    for (const name of ['wait', 'compute']) {
      const { queue, redis, work, end } = await queueing();
      const source = workingOn(queue.name, redis.options, {});
      const child = spawn(process.execPath, [program(source)], {
        stdio: 'ignore',
      });
      await queue.add(name, {}, { attempts: 1 });
      const before = linesOf('begun').length;
      const first = (await untilLines('begun', before + 1)).at(-1)!;
      child.kill('SIGTERM');
      await once(child, 'exit');
      await work(file()); // It finds the job stalled.
      await untilLines('begun', before + 2);
      const both = isThere(first) ? 'at the same time' : 'after the other';
      writeFileSync(inTmp('go'), '');
      await untilLines('done', before + (isThere(first) ? 2 : 1));
      rmSync(inTmp('go'));
      seen[name === 'wait' ? 'it waits' : 'it computes'] =
        `begun twice, ${both}`;
      await end();
    }
    return seen;
  },

  /**
   * BullMQ, a job that blocks its loop for longer than its lock lasts: in the worker itself, and in a process or thread of its own.
   * @zh BullMQ，任务阻塞循环的时间超过锁的时间：就在 worker 里，或在自己的进程、线程里。
   */
  'sandbox-blocked': async () => {
    const { queue, work, end } = await queueing();
    const after = async (worker: Worker): Promise<string> => {
      let said = '';
      worker.on('error', ({ message }) => (said ||= `${message}; `));
      const done = new Promise((resolve) => worker.once('completed', resolve));
      const job = await queue.add('block', {}, { attempts: 1 });
      await done;
      const { stalledCounter } = (await queue.getJob(job.id!)) as Job;
      await worker.close();
      return `${said}${stalledCounter === 0 ? 'begun once' : 'stalled, begun again'}`;
    };
    let begun = 0;
    // Time: longer than the lock lasts.
    const block = (): unknown =>
      begun++ === 0 &&
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2000);
    const seen = {
      'in the worker': await after(await work(block)),
      'in a process': await after(await work(file())),
      'in a thread': await after(
        await work(file(), { useWorkerThreads: true }),
      ),
    };
    await end();
    return seen;
  },

  /**
   * BullMQ, a processor in a file of its own with `concurrency: 2`: two jobs at once, and one afterwards.
   * @zh BullMQ，处理器在单独的文件里，`concurrency: 2`：同时两个任务，之后再来一个。
   */
  'sandbox-concurrency': async () => {
    const { queue, work, end } = await queueing();
    const worker = await work(file(), { concurrency: 2 });
    const both = [await queue.add('wait', {}), await queue.add('wait', {})];
    const pids = await untilLines('begun', 2);
    writeFileSync(inTmp('go'), '');
    while ((await queue.getCompletedCount()) < both.length) await sleep(5);
    const done = once(worker, 'completed');
    await queue.add('fine', {});
    const [, pid] = (await done) as [Job, number];
    await end();
    return {
      'two jobs at once': `${new Set(pids).size} processes`,
      'the next job': pids.includes(String(pid))
        ? 'in one of these'
        : 'in a new one',
    };
  },
};
