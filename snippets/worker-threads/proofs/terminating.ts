import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import type { Proofs } from '../../proving.ts';
import { answerOf, ending, shown, thread } from '../../proving-threads.ts';

/** Terminates a worker that has said that it begins, and gives back when. */
async function terminated(
  source: string,
  workerData?: unknown,
): Promise<string> {
  const worker = thread(source, { workerData });
  await answerOf(worker);
  return `ended, code ${await worker.terminate()}`;
}

/** Whether `terminate()` is through half a second later; a call that is in the way ends when it is let go. */
async function held(worker: Worker, letGo: () => void): Promise<string> {
  const end = worker.terminate().then(() => 'ends at once');
  const seen = await Promise.race([end, sleep(500, 'waits for the call')]);
  letGo();
  await end;
  return seen;
}

/** A pipe with a name: whoever opens it to read waits for somebody who writes. */
function pipe(name: string): string {
  const path = join(tmpdir(), name);
  execFileSync('mkfifo', [path]);
  return path;
}

/** Microseconds of processor time that this process has had, all threads together. */
const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** How much processor time `terminate()` lets a call have, against what the same call took before. */
async function beside(call: string): Promise<string> {
  const worker = thread(`const call = () => { ${call} };
    const cpu = () => { const { user, system } = process.cpuUsage(); return user + system; };
    call();
    const start = cpu(); call(); const once = cpu() - start;
    parentPort.postMessage([once, cpu()]);
    call();`);
  const [once, start] = (await answerOf(worker)) as [number, number];
  // Now the call is under way, and far from its end, however busy the machine is.
  while (cpu() - start < once / 4) await sleep(1);
  const asked = cpu();
  await worker.terminate();
  return cpu() - asked > once / 4 ? 'waits for the call' : 'ends at once';
}

export const proofs: Proofs = {
  /**
   * `terminate()` of a worker that never returns to its event loop.
   * @zh 对一个永远回不到事件循环的 worker 调用 `terminate()`。
   */
  'terminate-javascript': async () => ({
    'an endless loop': await terminated(`parentPort.postMessage(1); for (;;);`),
    'a loop with `catch` and `finally`': await terminated(
      `parentPort.postMessage(1); for (;;) try { for (;;); } catch {} finally { for (;;); }`,
    ),
    'Atomics.wait()': await terminated(
      `parentPort.postMessage(1); Atomics.wait(workerData, 0, 0);`,
      new Int32Array(new SharedArrayBuffer(4)),
    ),
    'a regular expression that backtracks': await terminated(
      `parentPort.postMessage(1); /^(a+)+$/.test('a'.repeat(40) + '!');`,
    ),
    'a WebAssembly loop':
      await terminated(`const bytes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0,
      7, 5, 1, 1, 97, 0, 0, 10, 9, 1, 7, 0, 3, 64, 12, 0, 11, 11];
      const wasm = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes)));
      parentPort.postMessage(1); wasm.exports.a();`),
    'a promise chain that feeds itself': await terminated(
      `parentPort.postMessage(1); const again = () => Promise.resolve().then(again); again();`,
    ),
  }),

  /**
   * `terminate()` of a worker inside a synchronous native call, half a second later.
   * @zh worker 正在一个同步的原生调用里，`terminate()` 半秒之后。
   */
  'terminate-native-call': async () => {
    const reading = pipe('reading');
    const reader = thread(
      `parentPort.postMessage(1); require('node:fs').readFileSync(workerData)`,
      {
        workerData: reading,
      },
    );
    await answerOf(reader);
    const commanding = pipe('commanding');
    const commander = thread(
      `parentPort.postMessage(1); require('node:child_process').execFileSync('cat', [workerData])`,
      { workerData: commanding },
    );
    await answerOf(commander);
    return {
      'readFileSync() of a pipe': await held(reader, () =>
        writeFileSync(reading, ''),
      ),
      'execFileSync()': await held(commander, () =>
        writeFileSync(commanding, ''),
      ),
    };
  },

  /**
   * `terminate()` of a worker inside one long call of V8 or of OpenSSL.
   * @zh worker 正在 V8 或 OpenSSL 的一次长调用里，这时 `terminate()`。
   */
  'terminate-long-call': async () => ({
    'pbkdf2Sync()': await beside(
      `require('node:crypto').pbkdf2Sync('a', 'b', 6e5, 64, 'sha512')`,
    ),
    'JSON.parse()': await beside(
      `globalThis.text ??= '[' + '{"a":[1,2,3]},'.repeat(6e5) + '0]'; JSON.parse(text)`,
    ),
  }),

  /**
   * `catch`, `finally` and `process.on('exit')` of a worker that is terminated in the middle.
   * @zh worker 执行到一半被终止，它的 `catch`、`finally` 和 `process.on('exit')`。
   */
  'terminate-cleanup': async () => {
    const cells = new Int32Array(new SharedArrayBuffer(12));
    const worker = thread(
      `process.on('exit', () => Atomics.store(workerData, 2, 1));
      try { parentPort.postMessage(1); for (;;); }
      catch { Atomics.store(workerData, 0, 1); }
      finally { Atomics.store(workerData, 1, 1); }`,
      { workerData: cells },
    );
    await answerOf(worker);
    await worker.terminate();
    const names = ['catch', 'finally', "process.on('exit')"];
    const ran = names.filter((_, i) => cells[i] === 1);
    return ran.length > 0 ? `ran: ${ran.join(', ')}` : 'none of them ran';
  },

  /**
   * A thousand messages that wait while the main thread is busy, when it calls `terminate()`.
   * @zh 主线程忙的时候积下一千条消息，忙完就 `terminate()`。
   */
  'terminate-messages-waiting': async () => {
    const tried = async (end: (worker: Worker) => unknown): Promise<string> => {
      const cell = new Int32Array(new SharedArrayBuffer(4));
      const worker = thread(
        `for (let i = 0; i < 1000; i++) parentPort.postMessage(i);
        parentPort.on('message', () => parentPort.close());
        Atomics.store(workerData, 0, 1); Atomics.notify(workerData, 0);`,
        { workerData: cell },
      );
      let arrived = 0;
      worker.on('message', () => arrived++);
      Atomics.wait(cell, 0, 0);
      end(worker);
      await ending(worker);
      return `${arrived} arrive`;
    };
    return {
      'terminate()': await tried((worker) => worker.terminate()),
      'a message that says "finish"': await tried((worker) =>
        worker.postMessage('finish'),
      ),
    };
  },

  /**
   * What `terminate()` resolves to, and whether `'error'` comes.
   * @zh `terminate()` 的结果是什么，有没有 `'error'`。
   */
  'terminate-result': async () => {
    const worker = thread(`parentPort.on('message', () => {}).postMessage(1)`);
    let errors = 0;
    worker.on('error', () => errors++);
    await answerOf(worker);
    const [first, second] = await Promise.all([
      worker.terminate(),
      worker.terminate(),
    ]);
    const early = thread(`parentPort.on('message', () => {})`);
    const code = ending(early).then((end) => end.code);
    void early.terminate();
    return {
      'a worker that runs': `${shown(first)}, a second call ${shown(second)}, ${errors} errors`,
      'one that has just been made': `'exit' with ${await code}`,
      'one that has ended': shown(await worker.terminate()),
    };
  },

  /**
   * Child processes of a worker, after its `terminate()`.
   * @zh worker 启动的子进程，在它被 `terminate()` 之后。
   */
  'terminate-child-process': async () => {
    const worker =
      thread(`const child = require('node:child_process').spawn('sleep', ['30']);
      child.on('spawn', () => parentPort.postMessage(child.pid));`);
    const pid = (await answerOf(worker)) as number;
    await worker.terminate();
    try {
      process.kill(pid, 'SIGKILL');
      return 'the child lives on';
    } catch {
      return 'the child is gone';
    }
  },

  /**
   * A lock in shared memory, held by a worker that is terminated.
   * @zh worker 拿着共享内存里的锁，被终止。
   */
  'terminate-lock': async () => {
    const cell = new Int32Array(new SharedArrayBuffer(4));
    const worker = thread(
      `Atomics.store(workerData, 0, 1);
      try { parentPort.postMessage(1); for (;;); } finally { Atomics.store(workerData, 0, 0); }`,
      { workerData: cell },
    );
    await answerOf(worker);
    await worker.terminate();
    return cell[0] === 1 ? 'stays locked' : 'is free';
  },
};
