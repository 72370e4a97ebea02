import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { getHeapStatistics } from 'node:v8';
import type { Proofs } from '../../proving.ts';
import { endOf, program, run } from '../../proving.ts';
import { answerOf, inThread, storyOf, thread } from '../../proving-threads.ts';

const limited = { resourceLimits: { maxOldGenerationSizeMb: 32 } };

/** A program whose worker, limited to 32 MB, keeps on keeping; past 300 MB it is asked to end, and then all is. */
const greedy = (push: string): string =>
  program(`import { Worker } from 'node:worker_threads';
    import { writeSync } from 'node:fs';
    const worker = new Worker(${JSON.stringify(`const kept = []; for (;;) ${push};`)},
      { eval: true, resourceLimits: { maxOldGenerationSizeMb: 32 } });
    worker.on('error', ({ code }) => writeSync(1, code));
    worker.on('exit', () => clearInterval(look));
    const start = process.memoryUsage.rss();
    const look = setInterval(() => {
      if (process.memoryUsage.rss() - start < 300e6) return;
      clearInterval(look);
      worker.terminate().then(() => { writeSync(1, 'past 300 MB, then ended'); process.kill(process.pid, 'SIGKILL'); });
      setTimeout(() => { writeSync(1, 'past 300 MB'); process.exit(); }, 1000);
    }, 10);`);

/** What becomes of a process with such a worker; one that does not even end by `process.exit()` is killed. */
async function fate(file: string): Promise<string> {
  const child = spawn(process.execPath, [file], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  let hangs = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said !== 'past 300 MB') return;
    setTimeout(() => (hangs = child.kill('SIGKILL')), 1000);
  });
  const [code, signal] = (await once(child, 'close')) as [
    number | null,
    NodeJS.Signals | null,
  ];
  if (said === 'ERR_WORKER_OUT_OF_MEMORY') return 'contained';
  if (hangs)
    return `${said}, and neither terminate() nor process.exit() ends it`;
  return said || `the process dies by ${endOf({ code, signal })}`;
}

/** The fate that is not the good one, if eight tries find one. */
async function worstOf8(push: string): Promise<string> {
  const file = greedy(push);
  for (let i = 0; i < 8; i++) {
    const seen = await fate(file);
    if (seen !== 'contained') return seen;
  }
  return 'contained in eight tries';
}

/** Megabytes, in a word that does not change with what a heap has besides. */
const megabytes = (bytes: number): string =>
  bytes > 3000 * 2 ** 20
    ? 'gigabytes'
    : bytes > 900 * 2 ** 20
      ? 'about 1000 MB'
      : 'less than 200 MB';

export const proofs: Proofs = {
  /**
   * The heap limit that V8 reports in a worker without `resourceLimits`, beside the main thread's.
   * @zh 没设 `resourceLimits` 的 worker 里 V8 报的堆上限，和主线程的比。
   */
  'heap-limit-default': async () => {
    const worker = await inThread(
      `require('node:v8').getHeapStatistics().heap_size_limit`,
    );
    return worker === getHeapStatistics().heap_size_limit
      ? 'the same'
      : 'another';
  },

  /**
   * A worker limited to 32 MB in a process with `--max-old-space-size=1000`, and without: the limit that V8 reports, and 100 MB of objects.
   * @zh 进程带 `--max-old-space-size=1000` 和不带，worker 都限到 32 MB：V8 报的上限，以及存 100 MB 的对象。
   */
  'heap-limit-flag': async () => {
    const tried = async (...execArgv: string[]): Promise<string> => {
      const { stdout } = await run(
        `import { Worker } from 'node:worker_threads';
        const worker = new Worker("const kept = []; const { parentPort } = require('node:worker_threads');"
          + "parentPort.postMessage(require('node:v8').getHeapStatistics().heap_size_limit);"
          + "for (let n = 0; process.memoryUsage().heapUsed < 1e8; n++) for (let i = 0; i < 1e4; i++) kept.push({ i });"
          + "parentPort.postMessage('kept');", { eval: true, resourceLimits: { maxOldGenerationSizeMb: 32 } });
        worker.on('message', (seen) => console.log(seen));
        worker.on('error', ({ code }) => console.log(code));`,
        { execArgv },
      );
      const [limit, fate] = stdout.split('\n');
      return `limit ${megabytes(Number(limit))}, ${fate}`;
    };
    return {
      'without the flag': await tried(),
      '--max-old-space-size=1000': await tried('--max-old-space-size=1000'),
    };
  },

  /**
   * `--max-old-space-size` in the `execArgv` of a worker, and in its `env.NODE_OPTIONS`.
   * @zh 把 `--max-old-space-size` 写进 worker 的 `execArgv`，或者它的 `env.NODE_OPTIONS`。
   */
  'heap-limit-worker-flag': async () => {
    const flag = '--max-old-space-size=1000';
    const tried = async (options: object): Promise<string> => {
      try {
        const limit = await inThread(
          `require('node:v8').getHeapStatistics().heap_size_limit`,
          options,
        );
        return limit === getHeapStatistics().heap_size_limit
          ? 'no effect'
          : megabytes(Number(limit));
      } catch (error) {
        return (error as NodeJS.ErrnoException).code ?? 'an error';
      }
    };
    return {
      execArgv: await tried({ execArgv: [flag] }),
      'env.NODE_OPTIONS': await tried({ env: { NODE_OPTIONS: flag } }),
    };
  },

  /**
   * A worker limited to 32 MB that keeps arrays of a thousand numbers in an endless loop.
   * @zh worker 限到 32 MB，在死循环里不断存下一千个数的数组。
   */
  'heap-limit-arrays': () => worstOf8('kept.push(new Array(1000).fill(0))'),

  /**
   * The same with small objects, and with arrays of 24 MB.
   * @zh 同样的 worker，换成小对象，以及每个 24 MB 的数组。
   */
  'heap-limit-sizes': async () => ({
    'small objects': await fate(greedy('kept.push({ n: kept.length })')),
    'arrays of 24 MB': await fate(
      greedy('kept.push(new Array(3e6).fill(kept.length))'),
    ),
  }),

  /**
   * `catch`, `finally` and `process.on('exit')` of a worker that reaches its heap limit.
   * @zh worker 撞上堆上限时，它的 `catch`、`finally` 和 `process.on('exit')`。
   */
  'heap-limit-cleanup': async () => {
    const cells = new Int32Array(new SharedArrayBuffer(12));
    const worker = thread(
      `process.on('exit', () => Atomics.store(workerData, 2, 1));
      try { const kept = []; for (;;) kept.push({ n: kept.length }); }
      catch { Atomics.store(workerData, 0, 1); } finally { Atomics.store(workerData, 1, 1); }`,
      { ...limited, workerData: cells },
    );
    const story = await storyOf(worker);
    const names = ['catch', 'finally', "process.on('exit')"].filter(
      (_, i) => cells[i] === 1,
    );
    return `${story}; ${names.length > 0 ? `ran: ${names.join(', ')}` : 'none of them ran'}`;
  },

  /**
   * 300 MB outside the heap, in a worker limited to 32 MB.
   * @zh worker 限到 32 MB，在堆外拿 300 MB。
   */
  'heap-limit-outside': async () => {
    const tried = (source: string): Promise<string> =>
      storyOf(
        thread(
          `const kept = ${source}; parentPort.postMessage('kept')`,
          limited,
        ),
      );
    return {
      'Buffer.alloc()': await tried(
        `Array.from({ length: 300 }, () => Buffer.alloc(1e6))`,
      ),
      'new ArrayBuffer()': await tried(`new ArrayBuffer(300e6)`),
      Float64Array: await tried(`new Float64Array(37.5e6)`),
      'WebAssembly.Memory': await tried(
        `new WebAssembly.Memory({ initial: 4600 })`,
      ),
      'a text of 300 MB': await tried(
        `Buffer.alloc(300e6, 97).toString('latin1')`,
      ),
    };
  },

  /**
   * Recursion without end in a worker, with `stackSizeMb: 1` and with the default.
   * @zh worker 里没有尽头的递归，`stackSizeMb: 1` 与默认值。
   */
  'stack-limit': async () => {
    const depth = async (options: object): Promise<[string, number]> => {
      const worker = thread(
        `let depth = 0; const deeper = () => { depth++; deeper(); };
        try { deeper(); } catch (error) { parentPort.postMessage([error.name, depth]); }`,
        options,
      );
      return (await answerOf(worker)) as [string, number];
    };
    const [name, small] = await depth({ resourceLimits: { stackSizeMb: 1 } });
    const [, usual] = await depth({});
    return `${name}, caught inside; by default it comes ${usual > small * 2 ? 'more than twice as deep' : 'about as deep'}`;
  },

  /**
   * A process with a worker whose `maxOldGenerationSizeMb` is 1, or 16, and which does nothing.
   * @zh 进程里有一个什么也不做的 worker，`maxOldGenerationSizeMb` 设成 1，或者 16。
   */
  'heap-limit-tiny': async () => {
    const tried = async (size: number): Promise<string> => {
      const ended = await run(`import { Worker } from 'node:worker_threads';
        const worker = new Worker('', { eval: true, resourceLimits: { maxOldGenerationSizeMb: ${size} } });
        worker.on('error', ({ code }) => console.log('error', code));
        worker.on('exit', () => console.log('the worker ends'));`);
      const said = ended.stdout.split('\n').join(', ');
      return said || `the process dies by ${endOf(ended)}`;
    };
    return { '1 MB': await tried(1), '16 MB': await tried(16) };
  },
};
