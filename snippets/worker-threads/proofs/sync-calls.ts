import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { endOf, run, type Proofs } from '../../proving.ts';
import { thread } from '../../proving-threads.ts';

/** Sleeps until a thread has stored 1; says whether it did so in time. */
function sleep(cell: Int32Array, limit: number): string {
  return Atomics.wait(cell, 0, 0, limit) === 'timed-out'
    ? 'no answer'
    : 'awake';
}

const ring = `Atomics.store(workerData.cell, 0, 1); Atomics.notify(workerData.cell, 0);`;

/** What a sleeping caller gets of a thread that was started a line above. */
function called(source: string, limit = 20_000): string {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  const worker = thread(source, {
    workerData: { cell, port: port2 },
    transferList: [port2],
  });
  const woken = sleep(cell, limit);
  const got = receiveMessageOnPort(port1)?.message as string | undefined;
  Atomics.store(cell, 0, 2); // The caller has looked.
  Atomics.notify(cell, 0);
  void worker.terminate();
  return woken === 'awake' ? (got ?? 'awake, and nothing there') : woken;
}

export const proofs: Proofs = {
  /**
   * A program that awaits `Atomics.waitAsync()` for 300 ms, and something else that holds it, or not.
   * @zh 程序 `await` 着 `Atomics.waitAsync()` 三百毫秒，另有东西撑着它，或没有。
   */
  'wait-async-held': async () => {
    const tried = async (rest: string, call = ''): Promise<string> => {
      const ended = await run(`
        import { MessageChannel, Worker } from 'node:worker_threads';
        const cell = new Int32Array(new SharedArrayBuffer(4));
        const stays = "require('node:worker_threads').parentPort.on('message', () => {})";
        ${rest}
        ${call}(async () => {
          console.log(await Atomics.waitAsync(cell, 0, 0, 300).value);
          process.exit();
        })();`);
      return `${ended.stdout || 'not one line'}, ${endOf(ended)}`;
    };
    return {
      'nothing else': await tried(''),
      'nothing else, await at the top of a module': await tried('', 'await '),
      'a worker': await tried(`new Worker(stays, { eval: true });`),
      'a worker, unref()': await tried(
        `new Worker(stays, { eval: true }).unref();`,
      ),
      "a port with a 'message' listener": await tried(
        `new MessageChannel().port1.on('message', () => {});`,
      ),
      'setInterval()': await tried(`setInterval(() => {}, 60_000);`),
    };
  },

  /**
   * A caller sleeps in `Atomics.wait()`; the thread posts its answer before the bell, after it, or throws.
   * @zh 调用方睡在 `Atomics.wait()` 里；线程先发答案再敲钟、先敲钟再发答案，或者抛错。
   */
  'sync-call-order': () => ({
    'message, then bell': called(
      `workerData.port.postMessage('the answer'); ${ring}`,
    ),
    'bell, then message': called(
      `${ring} Atomics.wait(workerData.cell, 0, 1); workerData.port.postMessage('the answer');`,
    ),
    'it throws': called(`throw new Error('x');`, 2000),
    'it exits': called(`process.exit(0);`, 2000),
  }),

  /**
   * What a thread can do for a caller that sleeps: each of these ends with the bell.
   * @zh 调用方睡着的时候，线程能做什么：每一种都以敲钟结束。
   */
  'sync-call-needs-parent': () => {
    const after = (source: string): string =>
      called(
        `const answer = () => { workerData.port.postMessage('the answer'); ${ring} }; ${source}`,
        6000,
      );
    return {
      'an answer at once': after('answer();'),
      'after a timer': after('setTimeout(answer, 10);'),
      'after reading a file': after(
        `require('node:fs').readFile(process.execPath, { signal: AbortSignal.abort() }, answer);`,
      ),
      'after console.log()': after(`console.log(''); answer();`),
      'after its output is written': after(
        `process.stdout.write(' ', () => answer());`,
      ),
      'after a worker of its own': after(
        `new threads.Worker('', { eval: true }).on('exit', answer);`,
      ),
    };
  },

  /**
   * `transfer()` of the memory behind a pooled Buffer: what becomes of its neighbour, and of the next Buffer?
   * @zh 对池中 Buffer 背后的内存调用 `transfer()`：邻居怎么样了，下一个 Buffer 呢？
   */
  'pool-given-away': async () => {
    const { stdout } = await run(`
      const neighbour = Buffer.from('neighbour');
      const { buffer } = Buffer.from('mine');
      const say = (work) => { try { return work(); } catch (error) { return 'throws ' + (error.code ?? error.name); } };
      const moved = buffer.transfer ? say(() => { buffer.transfer(); return 'moves it'; }) : 'is not there';
      const next = say(() => { Buffer.from('next'); return 'is fine'; });
      console.log(moved + '; the neighbour has ' + neighbour.length + ' bytes, Buffer.from() ' + next);`);
    return stdout;
  },
};
