import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { setEnvironmentData, type Worker } from 'node:worker_threads';
import type { Proofs } from '../../proving.ts';
import { run } from '../../proving.ts';
import { answerOf, inThread, shown, thread } from '../../proving-threads.ts';

/** A figure of a worker that is there on new versions only. */
type NewWorker = Worker & {
  cpuUsage?(): Promise<{ user: number; system: number }>;
};

/** A worker that computes without end, from when it is told; it is in the loop once this has resolved. */
async function loops(
  before: () => Promise<unknown> = async () => {},
): Promise<Worker> {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const worker = thread(
    `parentPort.once('message', () => { Atomics.store(workerData, 0, 1); for (;;); }); parentPort.postMessage('up');`,
    { workerData: cell },
  );
  await answerOf(worker);
  await before.call(worker);
  worker.postMessage('go');
  while (Atomics.load(cell, 0) === 0) await sleep(1);
  return worker;
}

export const proofs: Proofs = {
  /**
   * What the environment of a worker holds, by its `env` option.
   * @zh worker 的环境变量里有什么，看 `env` 选项怎么给。
   */
  'worker-env-option': async () => {
    process.env['INHERITED'] = 'yes';
    const seen = async (env?: NodeJS.ProcessEnv): Promise<string> =>
      shown(
        await inThread(
          `({ INHERITED: process.env.INHERITED, OWN: process.env.OWN })`,
          env ? { env } : {},
        ),
      );
    return {
      'by default': await seen(),
      "`env: { OWN: '1' }`": await seen({ OWN: '1' }),
      '`env: { ...process.env, OWN }`': await seen({
        ...process.env,
        OWN: '1',
      }),
    };
  },

  /**
   * `process.env.TZ` set, and what `Date` makes of it; the C library asks `getenv()`.
   * @zh 设 `process.env.TZ`，看 `Date` 认不认；C 库问的是 `getenv()`。
   */
  'worker-env-native': async () => {
    const offset = `process.env.TZ = 'Asia/Tokyo'; const offset = new Date(0).getTimezoneOffset();`;
    const start = 'UTC';
    process.env['TZ'] = start;
    const worker = await answerOf(
      thread(`${offset} parentPort.postMessage(offset)`),
    );
    const here = await run(`${offset} console.log(offset)`, {
      env: { ...process.env, TZ: start },
    });
    const word = (offset: number): string =>
      offset === -540 ? 'moves the clock' : 'has no effect';
    return {
      'in the main thread': word(Number(here.stdout)),
      'in a worker': word(Number(worker)),
    };
  },

  /**
   * A child process that a worker starts, after the worker has changed its `process.env`.
   * @zh worker 改了自己的 `process.env`，再启动子进程。
   */
  'worker-env-child': async () => {
    const command = `require('node:child_process').execFileSync('sh', ['-c', 'echo $NAME']).toString().trim()`;
    process.env['NAME'] = 'of the parent';
    return `the child gets "${await inThread(`(process.env.NAME = 'of the worker', ${command})`)}"`;
  },

  /**
   * `setEnvironmentData()` before and after a worker is started, and of what cannot be cloned.
   * @zh 在启动 worker 之前、之后调用 `setEnvironmentData()`，以及给它不能克隆的值。
   */
  'environment-data': async () => {
    const listens = `parentPort.on('message', () => parentPort.postMessage(threads.getEnvironmentData('level')));`;
    const ask = async (worker: Worker): Promise<string> => {
      worker.postMessage('now');
      return shown(await answerOf(worker));
    };
    setEnvironmentData('level', new Map([['log', 1]]));
    const first = thread(listens);
    await once(first, 'online');
    setEnvironmentData('level', 'debug');
    const later = await ask(thread(listens));
    const grandchild = await answerOf(
      thread(`new threads.Worker("const t = require('node:worker_threads'); t.parentPort.postMessage(t.getEnvironmentData('level'))", { eval: true })
        .on('message', (seen) => parentPort.postMessage(seen))`),
    );
    return {
      'started before': await ask(first),
      'started later': later,
      'a worker of a worker': shown(grandchild),
    };
  },

  /**
   * `console.log()` of a worker with `stdout: true`, read and unread.
   * @zh worker 带 `stdout: true` 时的 `console.log()`，有人读和没人读。
   */
  'worker-stdout-option': async () => {
    const tried = async (read: string): Promise<string> => {
      const { stdout } =
        await run(`import { Worker } from 'node:worker_threads';
        const worker = new Worker("console.log('hello')", { eval: true, stdout: true });
        worker.stdout.setEncoding('utf8');
        ${read}`);
      return stdout || 'nothing on stdout';
    };
    return {
      'nobody reads worker.stdout': await tried(''),
      'somebody does': await tried(
        `worker.stdout.on('data', (text) => console.log('read:', text.trim()));`,
      ),
    };
  },

  /**
   * Two workers and the main thread that print 500 lines of 200 letters each into one pipe.
   * @zh 两个 worker 和主线程往同一个管道各打印五百行，每行两百个字。
   */
  'worker-stdout-lines': async () => {
    const prints = (letter: string): string =>
      `let n = 0; const more = () => { for (let i = 0; i < 10; i++) console.log('${letter}'.repeat(200)); if (++n < 50) setImmediate(more); }; more();`;
    const { stdout } = await run(`import { Worker } from 'node:worker_threads';
      for (const text of ${JSON.stringify([prints('a'), prints('b')])}) new Worker(text, { eval: true });
      ${prints('c')}`);
    const lines = stdout.split('\n');
    const whole = lines.filter((line) =>
      /^(a{200}|b{200}|c{200})$/.test(line),
    ).length;
    return `${lines.length} lines, ${whole} of them whole`;
  },

  /**
   * `eventLoopUtilization()` from outside, of a worker in an endless loop and of an idle one.
   * @zh 从外面看 worker 的 `eventLoopUtilization()`：一个在死循环里，一个闲着。
   */
  'worker-elu': async () => {
    const busy = await loops();
    const idle = thread(`parentPort.on('message', () => {}).postMessage('up')`);
    await answerOf(idle);
    const [a, b] = [busy, idle].map((worker) =>
      worker.performance.eventLoopUtilization(),
    );
    await sleep(300);
    const share = (
      worker: Worker,
      before: ReturnType<Worker['performance']['eventLoopUtilization']>,
    ): string => {
      const { utilization } = worker.performance.eventLoopUtilization(
        worker.performance.eventLoopUtilization(),
        before,
      );
      return utilization > 0.9
        ? 'above 90 %'
        : utilization < 0.1
          ? 'below 10 %'
          : 'in between';
    };
    return { 'in a loop': share(busy, a!), idle: share(idle, b!) };
  },

  /**
   * `eventLoopUtilization()` without an argument, of a worker that was idle for a second and then busy.
   * @zh worker 先闲一秒再忙，不带参数的 `eventLoopUtilization()`。
   */
  'worker-elu-since-start': async () => {
    const worker = await loops(() => sleep(1000));
    const before = worker.performance.eventLoopUtilization();
    await sleep(200);
    const now = worker.performance.eventLoopUtilization();
    const lately = worker.performance.eventLoopUtilization(now, before);
    return now.utilization < lately.utilization
      ? 'less than the difference of two calls'
      : 'not less';
  },

  /**
   * The processor time of one busy worker: `process.cpuUsage()` in an idle one, and `worker.cpuUsage()`.
   * @zh 一个 worker 很忙：在闲着的 worker 里看 `process.cpuUsage()`，以及 `worker.cpuUsage()`。
   */
  'worker-cpu-usage': async () => {
    const idle = thread(
      `parentPort.on('message', () => parentPort.postMessage(process.cpuUsage().user))`,
    );
    const user = async (): Promise<number> => {
      idle.postMessage('now');
      return (await answerOf(idle)) as number;
    };
    const before = await user();
    const busy = await loops();
    await sleep(600);
    const inIdle = (await user()) - before;
    const own = await (busy as NewWorker).cpuUsage?.();
    const spent = (micros: number): string =>
      micros > 50_000 ? 'counts it' : 'does not count it';
    return {
      'process.cpuUsage() in the idle worker': spent(inIdle),
      'busy.cpuUsage()': own ? spent(own.user) : 'no such function',
      'idle.cpuUsage()': own
        ? spent((await (idle as NewWorker).cpuUsage!()).user)
        : 'no such function',
    };
  },
};
