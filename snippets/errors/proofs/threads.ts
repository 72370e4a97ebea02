import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import {
  emitted,
  lastWords,
  lines,
  printed,
  thrown,
} from '../../proving-messages.ts';
import { program, run, type Proofs } from '../../proving.ts';
import { thread } from '../../proving-threads.ts';

/** What the parent hears of a worker that runs this text. */
const hears = (source: string, options = {}): Promise<string> =>
  emitted(() => thread(source, options));

/** What `postMessage()` throws for this value and this list. */
const refused = (value: unknown, list: unknown[] = []): Promise<string> =>
  thrown(() => new MessageChannel().port1.postMessage(value, list as []));

export const proofs: Proofs = {
  /**
   * A file that `new Worker()` cannot use, by how it is named.
   * @zh `new Worker()` 用不了的文件，按写法分。
   */
  'errors-worker-file': async () => ({
    'a bare name': await emitted(() => new Worker('worker.js')),
    'a URL as a text': await emitted(() => new Worker('file:///srv/worker.js')),
    'not there': await emitted(() => new Worker('./worker.js')),
    'an ES module that imports nothing that is there': await emitted(
      () => new Worker(program(`import './job.js'`)),
    ),
    'an http: URL': await emitted(
      () => new Worker(new URL('https://example.com/worker.js')),
    ),
    'options that are none': await emitted(
      () => new Worker(program(''), { execArgv: 'x' as unknown as [] }),
    ),
  }),

  /**
   * A worker in TypeScript: its types only, an enum, in node_modules, and where Node.js knows none.
   * @zh TypeScript 写的 worker：只有类型、有 enum、在 node_modules 里，以及 Node.js 不认识 TypeScript 时。
   */
  'errors-worker-typescript': async () => {
    const file = (name: string, source: string): string => {
      writeFileSync(join(tmpdir(), name), source);
      return join(tmpdir(), name);
    };
    const says = async (path: string): Promise<string> => {
      const worker = new Worker(path);
      const seen = Promise.race([
        once(worker, 'error').then(([error]) => printed(error)),
        once(worker, 'exit').then(() => 'runs'),
      ]).catch(printed);
      return seen;
    };
    writeFileSync(join(tmpdir(), 'package.json'), '{"type":"module"}');
    return {
      types: await says(file('types.ts', 'const port: number = 3000;')),
      'an enum': await says(file('enum.ts', 'enum Color { Red }')),
    };
  },

  /**
   * Options that a worker refuses.
   * @zh worker 拒绝的选项。
   */
  'errors-worker-options': async () => ({
    'a V8 flag in execArgv': await emitted(
      () => new Worker(program(''), { execArgv: ['--max-old-space-size=64'] }),
    ),
    'a flag in NODE_OPTIONS': await emitted(
      () => new Worker(program(''), { env: { NODE_OPTIONS: '--max-heap=1' } }),
    ),
  }),

  /**
   * Calls that only the main thread may make.
   * @zh 只有主线程能调用的函数。
   */
  'errors-worker-unsupported': async () => ({
    'process.chdir()': await hears(`process.chdir('/');`),
    'process.setuid()': await hears(`process.setuid(1);`),
    'process.umask(0)': await hears(`process.umask(0);`),
    'process.abort()': await hears(`process.abort();`),
  }),

  /**
   * `parentPort` in the main thread: the file was started by itself.
   * @zh 在主线程里用 `parentPort`：文件被直接运行了。
   */
  'errors-parent-port': () =>
    lastWords(`import { parentPort } from 'node:worker_threads';
      parentPort.on('message', () => {});`),

  /**
   * A value that cannot be copied to another thread.
   * @zh 复制不到另一个线程的值。
   */
  'errors-clone': async () => ({
    'a function': await refused({ callback: () => {} }),
    'a class': await refused(class Job {}),
    'a promise': await refused(Promise.resolve()),
    'a symbol': await refused(Symbol('id')),
    'a WeakMap': await refused(new WeakMap()),
    'a Proxy': await refused(new Proxy({}, {})),
    'a Request': await refused(new Request('http://localhost')),
    'workerData with a function': await emitted(
      () => new Worker(program(''), { workerData: { f() {} } }),
    ),
  }),

  /**
   * A transfer list that is refused.
   * @zh 被拒绝的转移列表。
   */
  'errors-transfer': async () => {
    const gone = new ArrayBuffer(8);
    structuredClone(gone, { transfer: [gone] });
    const twice = new ArrayBuffer(8);
    const { port1 } = new MessageChannel();
    const pooled = Buffer.from('pooled');
    return {
      'already moved': await refused(gone, [gone]),
      'twice in the list': await refused(twice, [twice, twice]),
      'a view': await refused(new Uint8Array(8), [new Uint8Array(8)]),
      'an object': await refused({}, [{}]),
      'a port that is not in the list': await refused(port1),
      'its own port': await thrown(() => {
        const { port1: own } = new MessageChannel();
        own.postMessage(own, [own]);
      }),
      'a Buffer out of the pool': await refused(pooled, [pooled.buffer]),
    };
  },

  /**
   * Memory that has been moved away is used.
   * @zh 使用已经转移走的内存。
   */
  'errors-detached': async () => {
    const bytes = new Uint8Array(8);
    const view = new DataView(bytes.buffer);
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
    return {
      'set()': await thrown(() => bytes.set([1], 0)),
      DataView: await thrown(() => view.getInt8(0)),
      'a new view': await thrown(() => new Uint8Array(bytes.buffer)),
      'fill()': await thrown(() => bytes.fill(0)),
    };
  },

  /**
   * `Atomics` with memory or a type that they do not take.
   * @zh `Atomics` 不接受的内存或类型。
   */
  'errors-atomics': async () => ({
    'wait(), memory that is not shared': await thrown(() =>
      Atomics.wait(new Int32Array(4), 0, 0),
    ),
    'wait(), bytes': await thrown(() =>
      Atomics.wait(new Uint8Array(new SharedArrayBuffer(4)) as never, 0, 0),
    ),
    'add(), floats': await thrown(() =>
      Atomics.add(new Float64Array(4) as never, 0, 1),
    ),
    'an index outside': await thrown(() => Atomics.load(new Int32Array(1), 1)),
    'not an integer of 64 bits': await thrown(() =>
      Atomics.add(new BigInt64Array(1), 0, 1 as never),
    ),
  }),

  /**
   * A worker that throws what is no error, or rejects.
   * @zh worker 抛出的不是 Error，或者 reject。
   */
  'errors-worker-throws': async () => ({
    'a rejection without a reason': await hears(`Promise.reject(undefined);`),
    'nobody listens': await lastWords(`
      import { Worker } from 'node:worker_threads';
      new Worker("throw new TypeError('rows is not iterable')", { eval: true });`),
    'its heap is full': await hears(
      `const all = []; for (;;) all.push({ n: all.length });`,
      { resourceLimits: { maxOldGenerationSizeMb: 16 } },
    ),
    'it comes too deep': await hears(`(function again() { again(); })();`),
  }),

  /**
   * A thread that the system does not start: the user has as many as it may.
   * @zh 系统启动不了线程：这个用户的线程数到了上限。
   */
  'errors-worker-init': async () => {
    const { stdout } = await run(`
      import { execFileSync } from 'node:child_process';
      import { inspect } from 'node:util';
      import { Worker } from 'node:worker_threads';
      execFileSync('prlimit', ['--nproc=1:1', '--pid', process.pid]);
      if (process.getuid() === 0) process.setuid(54321); // root has no such limit.
      const say = (error) => console.log(inspect(error));
      try { new Worker('', { eval: true }).on('error', say); } catch (error) { say(error); }`);
    return lines(stdout, /^(Error|code: )/).replace(' {', '');
  },

  /**
   * Text given to `eval: true` that is neither kind of module, or asks for a file beside it.
   * @zh `eval: true` 的文本既不是这种模块也不是那种，或者要导入旁边的文件。
   */
  'errors-worker-eval': async () => ({
    'require() beside a top-level await': await hears(
      `await 1; require('node:fs');`,
    ),
    'a relative import': await emitted(
      () => new Worker(new URL(`data:text/javascript,import './job.js'`)),
    ),
    'require() in it': await emitted(
      () => new Worker(new URL(`data:text/javascript,require('fs')`)),
    ),
  }),

  /**
   * A worker that has ended is asked for something; one posts to a thread that is not there.
   * @zh 问一个已经结束的 worker；给不存在的线程发消息。
   */
  'errors-worker-ended': async () => {
    const worker = thread('');
    await once(worker, 'exit');
    const threads = (await import('node:worker_threads')) as unknown as {
      postMessageToThread?: (id: number, value: unknown) => Promise<void>;
    };
    const post = threads.postMessageToThread;
    return {
      'getHeapSnapshot()': await thrown(() => worker.getHeapSnapshot()),
      'postMessageToThread()': post
        ? await thrown(() => post(4711, 'hello'))
        : 'no such function',
    };
  },

  /**
   * A Piscina pool whose queue is full, whose task is aborted, whose thread ends, and that is destroyed.
   * @zh Piscina 线程池：队列满了、任务被中止、线程结束、线程池被销毁。
   */
  'errors-piscina': async () => {
    const filename = program(`export default (what) => {
      if (what === 'exit') process.exit(3);
      for (;;);
    };`);
    const one = { filename, minThreads: 1, maxThreads: 1 };
    const pool = new Piscina({ ...one, maxQueue: 1 });
    const [running, queued] = [
      thrown(() => pool.run('')),
      thrown(() => pool.run('')),
    ];
    const seen = {
      'one more than maxQueue': await thrown(() => pool.run('')),
      aborted: await thrown(() =>
        new Piscina({ ...one }).run('', { signal: AbortSignal.timeout(50) }),
      ),
      'the thread ends': await thrown(() => new Piscina(one).run('exit')),
    };
    await pool.destroy();
    return {
      ...seen,
      'destroy(), running': await running,
      'destroy(), queued': await queued,
    };
  },
};
