import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import type { Proofs } from '../../proving.ts';
import { endOf, program, run } from '../../proving.ts';
import { answerOf, inThread, thread } from '../../proving-threads.ts';

/** A program that starts this text as a worker. */
const withWorker = (worker: string, options = '', main = ''): string => `
import { Worker } from 'node:worker_threads';
const worker = new Worker(${JSON.stringify(worker)}, { eval: true, ${options} });
${main}`;

/** Prints all that comes from stdin, and that it ended. */
const reader = `let text = '';
process.stdin.on('data', (chunk) => (text += chunk));
process.stdin.on('end', () => require('node:fs').writeSync(1, '"' + text + '", ended'));`;

/** A thread's name, as \`top -H\` shows it, for each thread of this process. */
const names = (): string[] =>
  readdirSync('/proc/self/task').map((id) =>
    readFileSync(`/proc/self/task/${id}/comm`, 'utf8').trim(),
  );

export const proofs: Proofs = {
  /**
   * The pid and the current directory in a worker, and `process.chdir()` on either side.
   * @zh worker 里的 pid 和当前目录，以及在两边各调用一次 `process.chdir()`。
   */
  'worker-shares-process': async () => {
    const worker = thread(`
      parentPort.on('message', () => parentPort.postMessage([process.pid, process.cwd()]));
      try { process.chdir('/'); } catch (error) { parentPort.postMessage(error.code); }`);
    const refused = String(await answerOf(worker));
    process.chdir('/');
    worker.postMessage('where are you?');
    const [pid, cwd] = (await answerOf(worker)) as [number, string];
    return {
      pid: pid === process.pid ? 'the same' : 'another',
      'chdir() in the worker': refused,
      'chdir() in the main thread':
        cwd === '/' ? 'moves the worker too' : 'leaves the worker',
    };
  },

  /**
   * `hello` on the process's stdin, read by a worker.
   * @zh 进程的 stdin 上来了 `hello`，由 worker 去读。
   */
  'worker-stdin': async () => {
    const seen = async (program: string): Promise<string> =>
      (await run(program, { input: 'hello' })).stdout;
    return {
      'process.stdin': await seen(withWorker(reader)),
      'process.stdin, with `stdin: true` and a parent that writes "own"':
        await seen(
          withWorker(reader, 'stdin: true', 'worker.stdin.end("own");'),
        ),
      'fs.readFileSync(0)': await seen(
        withWorker(`const { readFileSync, writeSync } = require('node:fs');
          writeSync(1, readFileSync(0, 'utf8'));`),
      ),
    };
  },

  /**
   * SIGTERM to a process whose worker listens to it.
   * @zh 进程收到 SIGTERM，而监听它的是 worker。
   */
  'worker-signal': async () => {
    const listens = `let told = 'told nothing';
      process.on('SIGTERM', () => (told = 'told'));
      const { parentPort } = require('node:worker_threads');
      parentPort.on('message', () => parentPort.postMessage(told));
      parentPort.postMessage('listening');`;
    const kill = `process.kill(process.pid, 'SIGTERM')`;
    const alone = await run(
      withWorker(listens, '', `worker.on('message', () => ${kill});`),
    );
    const both = await run(
      withWorker(
        listens,
        '',
        `process.on('SIGTERM', () => worker.postMessage('and you?'));
        worker.once('message', () => {
          ${kill};
          worker.once('message', (told) => { console.log(told); process.exit(); });
        });`,
      ),
    );
    return {
      'only the worker listens': `the process ends by ${endOf(alone)}`,
      'the main thread listens as well': `the worker is ${both.stdout}`,
    };
  },

  /**
   * `process.env` changed on one side, after the worker has started.
   * @zh worker 启动之后，在一边改 `process.env`。
   */
  'worker-env-copy': async () => {
    const tried = async (env?: NodeJS.ProcessEnv | symbol): Promise<string> => {
      process.env['BY_MAIN'] = 'before';
      delete process.env['BY_WORKER'];
      const worker = thread(
        `process.env.BY_WORKER = 'set';
        parentPort.on('message', () => parentPort.postMessage(process.env.BY_MAIN));
        parentPort.postMessage('ready');`,
        env === undefined ? {} : { env: env as NodeJS.ProcessEnv },
      );
      await answerOf(worker);
      process.env['BY_MAIN'] = 'after';
      worker.postMessage('what do you see?');
      return `the worker sees "${await answerOf(worker)}", the parent "${process.env['BY_WORKER']}"`;
    };
    const { SHARE_ENV } = await import('node:worker_threads');
    return {
      'by default': await tried(),
      '`env: {}`': await tried({}),
      '`env: SHARE_ENV`': await tried(SHARE_ENV),
    };
  },

  /**
   * `process.exit(3)` in a worker that has sent a thousand messages.
   * @zh worker 发出一千条消息之后 `process.exit(3)`。
   */
  'worker-process-exit': async () => {
    let messages = 0;
    const worker =
      thread(`for (let i = 0; i < 1000; i++) parentPort.postMessage(i);
      process.exit(3);`);
    worker.on('message', () => messages++);
    const [code] = (await once(worker, 'exit')) as [number];
    return `the thread ends with ${code}, ${messages} messages arrived, the process goes on`;
  },

  /**
   * Which figures of `process.memoryUsage()` in a worker rise by 100 MB that the main thread holds.
   * @zh 主线程占了 100 MB，worker 里 `process.memoryUsage()` 的哪些数跟着涨。
   */
  'worker-memory-usage': async () => {
    const worker = thread(
      `parentPort.on('message', () => parentPort.postMessage(process.memoryUsage()));`,
    );
    const figures = async (): Promise<NodeJS.MemoryUsage> => {
      worker.postMessage('now');
      return (await answerOf(worker)) as NodeJS.MemoryUsage;
    };
    const before = await figures();
    const held = [
      Buffer.alloc(50e6, 1),
      Array.from({ length: 6.25e6 }, (_, i) => i + 0.5),
    ];
    const after = await figures();
    const rose = (Object.keys(after) as (keyof NodeJS.MemoryUsage)[]).filter(
      (field) => after[field] - before[field] > 40e6,
    );
    return held.length === 2 ? rose.join(', ') : 'nothing was held';
  },

  /**
   * A `stat` of the main thread, while a worker has three hashes computed.
   * @zh 一个 worker 正在算三个哈希，主线程来一次 `stat`。
   */
  'worker-shares-threadpool': async () => {
    const stat = `import { stat } from 'node:fs';
      const done = new Int32Array(new SharedArrayBuffer(4));
      worker.postMessage(done);
      worker.once('message', () => stat('.', () => {
        console.log(Atomics.load(done, 0) > 1 ? 'behind the hashes' : 'before the hashes end');
        process.exit();
      }));`;
    const hashes = `const { parentPort } = require('node:worker_threads');
      parentPort.on('message', (done) => {
        for (let i = 0; i < 3; i++)
          require('node:crypto').pbkdf2('a', 'b', 4e5, 64, 'sha512', () => Atomics.add(done, 0, 1));
        parentPort.postMessage('begun');
      });`;
    const seen: Record<string, string> = {};
    for (const size of ['1', '4']) {
      const env = { ...process.env, UV_THREADPOOL_SIZE: size };
      const { stdout } = await run(withWorker(hashes, '', stat), { env });
      seen[`a pool of ${size}`] = stdout;
    }
    return seen;
  },

  /**
   * SIGSEGV, as a crash in native code raises it, in a worker whose parent listens to everything.
   * @zh worker 里出现 SIGSEGV（原生代码崩溃时就是它），父线程什么都监听了。
   */
  'worker-native-crash': async () => {
    const listens = `for (const event of ['message', 'messageerror', 'error', 'exit'])
      worker.on(event, () => console.log(event));`;
    const ended = await run(
      withWorker(`process.kill(process.pid, 'SIGSEGV')`, '', listens),
    );
    return `the process ends by ${endOf(ended)}, the parent saw ${ended.stdout || 'nothing'}`;
  },

  /**
   * `instanceof` for what has come from another thread.
   * @zh 对另一个线程发来的东西用 `instanceof`。
   */
  'instanceof-across-threads': async () => {
    const sent = (await inThread(`[
      new Map(), new Date(), new Uint8Array(1), new RangeError('posted'),
      new (class Point { x = 1; })(), new (class Table extends Map {})(),
    ]`)) as object[];
    class Point {}
    class Table extends Map {}
    const classes = [Map, Date, Uint8Array, RangeError, Point, Table];
    return Object.fromEntries(
      classes.map((type, i) => [
        type === Point || type === Table
          ? `${type.name}, a class of yours`
          : type.name,
        sent[i] instanceof type ? 'holds' : 'does not hold',
      ]),
    );
  },

  /**
   * A worker with the name `resizer`, in the list of threads that `top -H` reads (Linux).
   * @zh 名为 `resizer` 的 worker，在 `top -H` 所读的线程列表里（Linux）。
   */
  'worker-name-in-top': async () => {
    const worker = thread(
      `parentPort.on('message', () => {}).postMessage('up');`,
      {
        name: 'resizer',
      },
    );
    await answerOf(worker);
    return names().includes('resizer')
      ? 'there by its name'
      : 'not there by its name';
  },

  /**
   * A file with side effects that both threads load, and what one of them patches.
   * @zh 两个线程都加载一个带副作用的文件，其中一个又改了内建原型。
   */
  'worker-loads-again': async () => {
    const file = program(
      `globalThis.loads = (globalThis.loads ?? 0) + 1; module.exports = { loads: globalThis.loads };`,
      '.cjs',
    );
    const { createRequire } = await import('node:module');
    const mine = createRequire(import.meta.url)(file) as { loads: number };
    mine.loads = 5;
    Object.defineProperty(Array.prototype, 'mocked', { value: true });
    const theirs = await inThread(
      `[require(${JSON.stringify(file)}).loads, [].mocked ?? 'no mock', globalThis.loads]`,
    );
    return `the worker sees ${JSON.stringify(theirs)}`;
  },

  /**
   * `chdir()`, `umask()`, `setuid()`, `setgid()`, `setgroups()`, `initgroups()` and `abort()` of `process`, in a worker.
   * @zh 在 worker 里调用 `process` 的 `chdir()`、`umask()`、`setuid()`、`setgid()`、`setgroups()`、`initgroups()` 和 `abort()`。
   */
  'worker-process-setters': async () => {
    const refusals = (await inThread(`Object.fromEntries(
      ['chdir', 'umask', 'setuid', 'setgid', 'abort', 'initgroups', 'setgroups'].map((name) => {
        try { process[name](0, 0); return [name, 'allowed']; } catch (error) { return [name, error.code]; }
      }))`)) as Record<string, string>;
    const allowed = Object.keys(refusals).filter(
      (name) => refusals[name] === 'allowed',
    );
    const codes = new Set(Object.values(refusals));
    return allowed.length > 0
      ? `allowed: ${allowed.join(', ')}`
      : [...codes].join(', ');
  },
};
