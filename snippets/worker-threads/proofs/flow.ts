import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { setImmediate as turn } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { nameOf, program, type Proofs } from '../../proving.ts';
import { answerOf, inThread, shown, thread } from '../../proving-threads.ts';

/** A thread that sleeps from its first message on, until the cell is set. */
async function asleep(cell: Int32Array): Promise<Worker> {
  const worker = thread(
    `parentPort.on('message', (value) => {
      if (value !== 'sleep') return value === 'end' && parentPort.postMessage('all read');
      parentPort.postMessage('asleep'); Atomics.wait(workerData, 0, 0);
    });`,
    { workerData: cell, resourceLimits: { maxOldGenerationSizeMb: 32 } },
  );
  worker.postMessage('sleep');
  await answerOf(worker);
  return worker;
}

/** Wakes that thread, lets it read to the end, and ends it. */
async function woken(worker: Worker, cell: Int32Array): Promise<unknown> {
  const answer = answerOf(worker);
  worker.postMessage('end');
  Atomics.store(cell, 0, 1);
  Atomics.notify(cell, 0);
  const said = await answer.catch(nameOf);
  await worker.terminate();
  return said;
}

/** How many are under way at most when 20 ask for 8 places at once. */
async function most(ask: (free: () => boolean, go: () => void) => unknown) {
  let sent = 0;
  let high = 0;
  const go = (): void => void (high = Math.max(high, ++sent));
  for (let i = 0; i < 20; i++) void ask(() => sent < 8, go);
  await turn();
  return `${high} under way`;
}

export const proofs: Proofs = {
  /**
   * 10,000 messages to a thread that reads none: what `postMessage()` gives back, and what the thread gets in the end.
   * @zh 给一个一条也不读的线程发一万条消息：`postMessage()` 返回什么，线程最后收到什么。
   */
  'post-never-refuses': async () => {
    const cell = new Int32Array(new SharedArrayBuffer(4));
    const worker = await asleep(cell);
    const returned = new Set<unknown>();
    for (let i = 0; i < 10_000; i++) returned.add(worker.postMessage(i));
    return `returns ${[...returned].map(shown).join(', ')}; then: ${shown(await woken(worker, cell))}`;
  },

  /**
   * 100 MB of unread messages for a thread whose heap may have 32 MB.
   * @zh 线程的堆上限是 32 MB，发给它还没读的消息有 100 MB。
   */
  'unread-and-heap-limit': async () => {
    const cell = new Int32Array(new SharedArrayBuffer(4));
    const worker = await asleep(cell);
    for (let i = 0; i < 1000; i++) worker.postMessage('x'.repeat(100_000));
    return shown(await woken(worker, cell));
  },

  /**
   * Eight credits, and twenty senders at once: one looks and sends in one go, the other awaits in between.
   * @zh 八个额度，二十个发送方同时来：一种查完就发，一种查和发之间有 await。
   */
  'credits-and-await': async () => ({
    'look and send': await most((free, go) => free() && go()),
    'look, await, send': await most(async (free, go) => {
      if (!free()) return;
      await null;
      go();
    }),
  }),

  /**
   * A thread that posts without end, and a timer of the thread that listens.
   * @zh 一个线程没完没了地发消息，听的那个线程有个定时器。
   */
  'port-flood': async () => {
    const cell = new Int32Array(new SharedArrayBuffer(4));
    const flood = thread(
      `for (let i = 0; i < 3e5 && Atomics.load(workerData, 0) === 0; i++) parentPort.postMessage(i);
       parentPort.postMessage('over');`,
      { workerData: cell },
    );
    return new Promise((resolve) => {
      let timer = false;
      flood.on('message', (value) => {
        if (value === 0) setTimeout(() => ((timer = true), (cell[0] = 1)), 1);
        if (value === 'over')
          resolve(timer ? 'the timer runs meanwhile' : 'the timer waits');
      });
    });
  },

  /**
   * A child that computes without end, and one that has ended: what `send()` and `kill()` say, and what they do.
   * @zh 一个子进程没完没了地计算，另一个已经结束：`send()` 和 `kill()` 各说什么、做什么。
   */
  'send-against-kill': async () => {
    const started = async (source: string): Promise<ChildProcess> => {
      const child = fork(program(source));
      child.on('error', () => {});
      await once(child, source.includes('for') ? 'message' : 'exit');
      return child;
    };
    const busy = await started(
      `process.on('message', () => process.exit(7)); process.send('busy', () => { for (;;); });`,
    );
    const sent = busy.send('stop');
    const killed = busy.kill();
    const [code, signal] = (await once(busy, 'exit')) as [number, string];
    const gone = await started(`process.exit(0);`);
    return {
      'send() to a busy child': `${sent}, and it is not read`,
      'kill() of a busy child': `${killed}, ends with ${signal ?? code}`,
      'kill() after its end': String(gone.kill()),
      'send() after its end': String(gone.send('stop')),
    };
  },

  /**
   * Piscina: threads and places in the queue by default, and with `maxQueue: 'auto'`; then one task more than fit.
   * @zh Piscina 默认的线程数和队列位置，以及 `maxQueue: 'auto'`；再多给一个装不下的任务。
   */
  'piscina-queue-auto': async () => {
    const filename = program(
      `export default (cell) => { Atomics.wait(cell, 0, 0); };`,
    );
    const plain = new Piscina({ minThreads: 0, filename });
    const pool = new Piscina({ maxThreads: 3, maxQueue: 'auto', filename });
    const cell = new Int32Array(new SharedArrayBuffer(4));
    const tasks = Array.from({ length: 13 }, () =>
      pool.run(cell).then(
        () => 'done',
        (error: Error) => error.message,
      ),
    );
    const first = await Promise.race(tasks);
    Atomics.store(cell, 0, 1);
    Atomics.notify(cell, 0);
    const done = (await Promise.all(tasks)).filter((end) => end === 'done');
    const seen = {
      'threads by default': `${plain.options.maxThreads / availableParallelism()} for each processor`,
      'queue by default': String(plain.options.maxQueue),
      "maxThreads: 3, maxQueue: 'auto'": `a queue of ${pool.options.maxQueue}`,
      '13 tasks at once': `${done.length} done, one more: ${first}`,
    };
    await Promise.all([plain.destroy(), pool.destroy()]);
    return seen;
  },

  /**
   * `os.availableParallelism()` in a thread and in a forked child, against that of the parent.
   * @zh 线程里和 fork 的子进程里的 `os.availableParallelism()`，与父进程相比。
   */
  'parallelism-inside': async () => {
    const own = availableParallelism();
    const child = fork(
      program(
        `import os from 'node:os'; process.send(os.availableParallelism()); process.disconnect();`,
      ),
    );
    const [inside] = (await once(child, 'message')) as [number];
    const there = await inThread(`require('node:os').availableParallelism()`);
    const said = (value: unknown): string =>
      value === own ? 'the same number' : 'another number';
    return { 'in a thread': said(there), 'in a child': said(inside) };
  },
};
