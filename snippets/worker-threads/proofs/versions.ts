import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as threads from 'node:worker_threads';
import type { Proofs } from '../../proving.ts';
import { attempt, run } from '../../proving.ts';
import {
  answerOf,
  ending,
  shown,
  storyOf,
  thread,
} from '../../proving-threads.ts';

/** Methods that some versions have. */
type AnyWorker = Record<
  string,
  ((...args: unknown[]) => Promise<unknown>) | undefined
>;

/** A worker that waits, and whether it has a method. */
async function has(name: string): Promise<string> {
  const worker = thread(`parentPort.on('message', () => {}).postMessage('up')`);
  await answerOf(worker);
  const method = (worker as unknown as AnyWorker)[name];
  if (!method) return 'no such function';
  const result = await method.call(worker);
  return `gives ${Object.keys(result as object).length > 2 ? 'statistics' : Object.keys(result as object).join(', ')}`;
}

/** What comes of starting a CPU profile with these arguments, and how it is stopped. */
async function profiled(args: unknown[]): Promise<string> {
  const worker = thread(`parentPort.on('message', () => {}).postMessage('up')`);
  await answerOf(worker);
  const start = (worker as unknown as AnyWorker)['startCpuProfile'];
  if (!start) return 'no such function';
  try {
    const profile = (await start.apply(worker, args)) as {
      stop(): Promise<unknown>;
    };
    return `stop() gives ${typeof (await profile.stop())}`;
  } catch (error) {
    return `throws ${(error as NodeJS.ErrnoException).code}`;
  }
}

export const proofs: Proofs = {
  /**
   * A `.ts` file as a worker, without a loader.
   * @zh 不用 loader，直接以 `.ts` 文件作 worker。
   */
  'worker-typescript-file': async () => {
    const file = join(tmpdir(), 'typed.ts');
    writeFileSync(file, `const n: number = 1; process.exit(n - 1);`);
    return storyOf(new threads.Worker(file));
  },

  /**
   * `Buffer.poolSize`, in bytes.
   * @zh `Buffer.poolSize`，字节。
   */
  'buffer-pool-size': () => String(Buffer.poolSize),

  /**
   * `ArrayBuffer.prototype.detached`.
   * @zh `ArrayBuffer.prototype.detached`。
   */
  'array-buffer-detached': () =>
    'detached' in ArrayBuffer.prototype ? 'there' : 'not there',

  /**
   * `worker[Symbol.asyncDispose]()`.
   * @zh `worker[Symbol.asyncDispose]()`。
   */
  'worker-async-dispose': async () => {
    const worker = thread(
      `parentPort.on('message', () => {}).postMessage('up')`,
    );
    await answerOf(worker);
    const dispose = (
      worker as unknown as Record<symbol, (() => Promise<void>) | undefined>
    )[Symbol.asyncDispose];
    if (!dispose) return 'not there';
    const gone = ending(worker);
    await dispose.call(worker);
    return `ends it, code ${(await gone).code}`;
  },

  /**
   * `await using` in plain JavaScript.
   * @zh 纯 JavaScript 里写 `await using`。
   */
  'await-using-syntax': async () => {
    const { code } = await run(
      `{ await using x = { async [Symbol.asyncDispose]() {} }; }`,
    );
    return code === 0 ? 'runs' : 'SyntaxError';
  },

  /**
   * `worker.getHeapStatistics()`.
   * @zh `worker.getHeapStatistics()`。
   */
  'worker-heap-statistics': () => has('getHeapStatistics'),

  /**
   * `worker.cpuUsage()`.
   * @zh `worker.cpuUsage()`。
   */
  'worker-cpu-usage-method': () => has('cpuUsage'),

  /**
   * `worker.startCpuProfile()`, without an argument and with a name.
   * @zh `worker.startCpuProfile()`，不带参数，和带一个名字。
   */
  'worker-cpu-profile': async () => ({
    'no argument': await profiled([]),
    "'name'": await profiled(['name']),
    '{ sampleInterval: 1000 }': await profiled([{ sampleInterval: 1000 }]),
  }),

  /**
   * `locks` of `node:worker_threads` (Web Locks between threads).
   * @zh `node:worker_threads` 的 `locks`（线程之间的 Web Locks）。
   */
  'web-locks-there': () => ('locks' in threads ? 'there' : 'not there'),

  /**
   * The `threadId` of the first worker, in a plain program and in one started with a loader in `--import`.
   * @zh 第一个 worker 的 `threadId`：普通程序里，和用 `--import` 装了 loader 的程序里。
   */
  'thread-id-loader': async () => {
    const loader = `data:text/javascript,${encodeURIComponent(
      `import { register } from 'node:module';
      register('data:text/javascript,' + encodeURIComponent('export const resolve = (specifier, context, next) => next(specifier, context);'));`,
    )}`;
    const source = `import { Worker } from 'node:worker_threads';
      console.log(new Worker('', { eval: true }).threadId);`;
    return {
      'a plain program': (await run(source)).stdout,
      'with a loader': (await run(source, { execArgv: ['--import', loader] }))
        .stdout,
    };
  },

  /**
   * `postMessageToThread()`, from the main thread to a worker that listens to `'workerMessage'`.
   * @zh `postMessageToThread()`：主线程发给监听 `'workerMessage'` 的 worker。
   */
  'post-message-to-thread': async () => {
    const { postMessageToThread } = threads as {
      postMessageToThread?: (id: number, value: unknown) => Promise<void>;
    };
    if (!postMessageToThread) return 'no such function';
    const worker =
      thread(`process.on('workerMessage', (text, source) => parentPort.postMessage(text + ' from ' + source));
      parentPort.on('message', () => {}).postMessage('up')`);
    await answerOf(worker);
    const answer = answerOf(worker);
    const sent = await attempt(() =>
      postMessageToThread(worker.threadId, 'hello'),
    );
    return sent === 'fine' ? shown(await answer) : sent;
  },
};
