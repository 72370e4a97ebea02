import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { threadId, type Worker } from 'node:worker_threads';
import type { Proofs } from '../../proving.ts';
import { attempt, endOf, run } from '../../proving.ts';
import { ending, shown, storyOf, thread } from '../../proving-threads.ts';

/** A program that starts this text as a worker, and then runs `main`. */
const withWorker = (worker: string, main: string): string => `
import { Worker } from 'node:worker_threads';
import { writeSync } from 'node:fs';
const cell = new Int32Array(new SharedArrayBuffer(4));
const worker = new Worker(${JSON.stringify(
  `const { parentPort, workerData: cell } = require('node:worker_threads');${worker}`,
)}, { eval: true, workerData: cell });
${main}`;

/** Whether a worker that has done its work still answers; `ended` where it did not wait to be asked. */
async function lives(source: string): Promise<string> {
  const worker = thread(source);
  const gone = once(worker, 'exit').then(([code]) => `ends with ${code}`);
  const ended = await Promise.race([gone, idle(worker)]);
  return ended;
}

/** Asks a worker once it has been idle for a while: it answers if something keeps it. */
async function idle(worker: Worker): Promise<string> {
  // A thread with nothing to do is gone long before three others have come and gone.
  for (let i = 0; i < 3; i++) await ending(thread(''));
  worker.postMessage('still there?');
  await once(worker, 'message');
  return 'stays';
}

export const proofs: Proofs = {
  /**
   * A worker that has run to its end, and what it has left behind.
   * @zh worker 的代码跑完了，看它留下了什么。
   */
  'worker-stays-alive': async () => ({
    nothing: await lives(''),
    "a 'message' listener": await lives(
      `parentPort.on('message', (m) => parentPort.postMessage(m));`,
    ),
    onmessage: await lives(
      `parentPort.onmessage = ({ data }) => parentPort.postMessage(data);`,
    ),
    addEventListener: await lives(
      `parentPort.addEventListener('message', ({ data }) => parentPort.postMessage(data));`,
    ),
    'a listener, and unref() of the port': await lives(
      `parentPort.on('message', () => {}).unref();`,
    ),
    'a listener that was removed': await lives(
      `const on = () => {}; parentPort.on('message', on).off('message', on);`,
    ),
    'a promise that nobody settles': await lives(
      `new Promise(() => {}).then(() => {});`,
    ),
  }),

  /**
   * A parent with nothing else to do, while its worker waits for messages.
   * @zh 父线程没有别的事，worker 还在等消息。
   */
  'worker-holds-parent': async () => {
    const waits = `parentPort.on('message', () => {}); parentPort.postMessage('up');`;
    const tried = async (main: string): Promise<string> => {
      const { stdout } = await run(
        withWorker(
          waits,
          `let asked = 0;
          process.on('beforeExit', () => console.log('ends by itself'));
          ${main}`,
        ),
      );
      return stdout.split('\n')[0]!;
    };
    // The word comes from a timer that holds nothing: it fires only where something else holds the process.
    const later = `setTimeout(() => { console.log('held'); process.exit(); }, 2000).unref();`;
    return {
      'by default': await tried(later),
      'worker.unref()': await tried(`${later} worker.unref();`),
      "unref(), then a 'message' listener": await tried(
        `${later} worker.unref(); worker.on('message', () => {});`,
      ),
      "a 'message' listener, then unref()": await tried(
        `${later} worker.on('message', () => {}); worker.unref();`,
      ),
    };
  },

  /**
   * `process.exit(0)` in a worker that owes an answer, and what the parent waits for.
   * @zh worker 还欠着答复就 `process.exit(0)`，父线程以各种方式在等。
   */
  'worker-exit-unanswered': async () => {
    const worker = thread(`process.exit(0)`);
    let settled = 'still waits after the exit';
    once(worker, 'message').then(
      () => (settled = 'resolves'),
      () => (settled = 'rejects'),
    );
    const story = await storyOf(worker);
    for (let i = 0; i < 5; i++) await turn();
    return {
      'the parent sees': story,
      "events.once(worker, 'message')": settled,
    };
  },

  /**
   * A worker that throws without having answered, and a parent in `events.once(worker, 'message')`.
   * @zh worker 没答复就抛错，父线程等在 `events.once(worker, 'message')`。
   */
  'worker-throw-unanswered': async () => {
    const end = await attempt(() =>
      once(thread(`throw new RangeError('no')`), 'message'),
    );
    return `rejects with ${end}`;
  },

  /**
   * A worker that throws, and who listens in the parent.
   * @zh worker 抛错，看父线程里谁在监听。
   */
  'worker-error-unheard': async () => {
    const tried = async (main: string): Promise<string> => {
      const ended = await run(withWorker(`throw new Error('inside')`, main));
      return `${endOf(ended)}${ended.stdout && `, ${ended.stdout}`}`;
    };
    return {
      nobody: await tried(''),
      "'error' on the worker": await tried(
        `worker.on('error', () => console.log('heard'));`,
      ),
      "'uncaughtException' on the process": await tried(
        `process.on('uncaughtException', ({ message }) => console.log('caught', message));`,
      ),
      'try around new Worker()':
        await run(`import { Worker } from 'node:worker_threads';
        try { new Worker("throw new Error('inside')", { eval: true }); } catch { console.log('caught'); }`).then(
          (ended) => `${endOf(ended)}${ended.stdout}`,
        ),
    };
  },

  /**
   * Three `console.log()` in a worker that is busy afterwards, until the parent has seen what came.
   * @zh worker 连着三次 `console.log()`，然后一直忙，直到父线程看清来了什么。
   */
  'console-log-worker-busy': async () => {
    const logs = `console.log('one'); console.log('two'); console.log('three');
      Atomics.wait(cell, 0, 0); console.log('four');`;
    // What the worker could say meanwhile would be here before three other workers have come and gone.
    const main = `const write = process.stdout.write;
      process.stdout.write = function (...args) {
        process.stdout.write = write;
        write.apply(process.stdout, args);
        (async () => {
          for (let i = 0; i < 3; i++) await new Promise((resolve) => new Worker('', { eval: true }).on('exit', resolve));
          writeSync(1, '(free again)\\n');
          Atomics.store(cell, 0, 1); Atomics.notify(cell, 0);
        })();
        return true;
      };`;
    const { stdout } = await run(withWorker(logs, main));
    return stdout.split('\n').join(' ');
  },

  /**
   * What a worker writes while the main thread is busy, and what the main thread writes after that.
   * @zh 主线程正忙的时候 worker 写了一行，主线程忙完再写一行，谁先出现。
   */
  'output-main-busy': async () => {
    const tried = async (write: string): Promise<string> => {
      const { stdout } = await run(
        withWorker(
          `${write}; Atomics.store(cell, 0, 1); Atomics.notify(cell, 0);`,
          `Atomics.wait(cell, 0, 0); writeSync(1, 'main\\n');`,
        ),
      );
      return stdout.split('\n').join(', then ');
    };
    return {
      'console.log()': await tried(`console.log('worker')`),
      'process.stdout.write()': await tried(
        `process.stdout.write('worker\\n')`,
      ),
      'fs.writeSync(1, …)': await tried(
        `require('node:fs').writeSync(1, 'worker\\n')`,
      ),
    };
  },

  /**
   * Whether `process.on('exit')` inside a worker runs, by how the worker ends.
   * @zh worker 以不同方式结束，里面的 `process.on('exit')` 会不会运行。
   */
  'worker-exit-handler': async () => {
    const tried = async (
      source: string,
      end?: (worker: Worker) => unknown,
    ): Promise<string> => {
      const cell = new Int32Array(new SharedArrayBuffer(4));
      const worker = thread(
        `process.on('exit', () => Atomics.store(workerData, 0, 1));
        parentPort.postMessage('up'); ${source}`,
        { workerData: cell },
      );
      worker.once('message', () => end?.(worker));
      await ending(worker);
      return cell[0] === 1 ? 'runs' : 'does not run';
    };
    return {
      'nothing left to do': await tried(''),
      'process.exit()': await tried('process.exit()'),
      'an exception': await tried(`throw new Error('inside')`),
      'terminate()': await tried(`parentPort.on('message', () => {})`, (w) =>
        w.terminate(),
      ),
      'terminate() in a loop': await tried(`for (;;);`, (w) => w.terminate()),
    };
  },

  /**
   * A worker that sends a hundred messages and throws: what comes before its `'exit'`, and what is left after it.
   * @zh worker 发了一百条消息又抛错：`'exit'` 之前来了什么，之后还有什么。
   */
  'worker-after-exit': async () => {
    const worker =
      thread(`for (let i = 0; i < 100; i++) parentPort.postMessage(i);
      throw new Error('inside');`);
    const counts: Record<string, number> = {};
    for (const event of ['online', 'message', 'error', 'exit'])
      worker.on(event, () => (counts[event] = (counts[event] ?? 0) + 1));
    await new Promise((resolve) => worker.once('exit', resolve));
    const before = JSON.stringify(counts);
    const posted = await attempt(() => worker.postMessage('anybody?'));
    for (let i = 0; i < 5; i++) await turn();
    return {
      "up to 'exit'": before,
      "after 'exit'":
        JSON.stringify(counts) === before ? 'nothing' : JSON.stringify(counts),
      'threadId then': String(worker.threadId),
      'postMessage() then': posted === 'fine' ? 'no error' : posted,
      'terminate() then': shown(await worker.terminate()),
    };
  },

  /**
   * The thread ids of five workers that are started after one another's end.
   * @zh 先后启动五个 worker，前一个结束才启动下一个，看各自的 `threadId`。
   */
  'thread-id-reuse': async () => {
    const ids: number[] = [];
    for (let i = 0; i < 5; i++) {
      const worker = thread('');
      ids.push(worker.threadId);
      await ending(worker);
    }
    const unique = new Set([threadId, ...ids]).size === 6;
    return unique ? `${ids.join(', ')}: none twice` : 'an id came twice';
  },
};
