import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Proofs } from '../../proving.ts';
import { program, run } from '../../proving.ts';
import { answerOf, thread } from '../../proving-threads.ts';
import type { Worker } from 'node:worker_threads';

/** Whether the call is through. A shell says so itself: what interrupts the thread comes before its next line. */
const through = (cells: Int32Array): boolean =>
  Atomics.load(cells, 1) === 1 || existsSync(join(tmpdir(), 'done'));

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

/** A worker that has begun to do this: cell 0 of `workerData` is 1 when it begins, cell 1 when it is through. */
async function doing(
  work: string,
): Promise<{ worker: Worker; cells: Int32Array }> {
  const cells = new Int32Array(new SharedArrayBuffer(12));
  const worker = thread(
    `parentPort.once('message', () => {
      Atomics.store(workerData, 0, 1);
      ${work}
      Atomics.store(workerData, 1, 1);
      parentPort.on('message', () => {});
    }).postMessage('up');`,
    { workerData: cells },
  );
  await answerOf(worker);
  worker.postMessage('go');
  while (Atomics.load(cells, 0) === 0) await turn();
  const started = join(tmpdir(), 'started'); // By the shell: the thread is in the call.
  while (work.includes(started) && !existsSync(started)) await turn();
  rmSync(started, { force: true });
  return { worker, cells };
}

const kinds = {
  'a loop': `while (Atomics.load(workerData, 2) === 0);`,
  'Atomics.wait()': `Atomics.wait(workerData, 2, 0);`,
  'execSync()': `require('node:child_process').execSync('touch ${tmpdir()}/started; sleep 2; touch ${tmpdir()}/done');`,
};

interface Report {
  workers: {
    javascriptStack: { stack: string[] };
    uvthreadResourceUsage: { userCpuSeconds: number };
  }[];
}
const report = (): Report => process.report.getReport() as unknown as Report;

/** A program that has a worker which is ready, and ends when it is told. */
const twoThreads = `import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
class MainThing {}
globalThis.kept = new MainThing();
const worker = new Worker(\`class WorkerThing {}
globalThis.kept = new WorkerThing();
const { parentPort } = require('node:worker_threads');
parentPort.once('message', () => {}).postMessage('up');\`, { eval: true });
await once(worker, 'message');
process.on('message', () => { worker.postMessage('end'); process.disconnect(); });
process.send('ready');`;

/** Runs it in a folder of its own with a flag, sends a signal until something is there, and ends it. */
async function signalled(
  flag: string[],
  signal: NodeJS.Signals | undefined,
  seen: (files: string[], stderr: string) => boolean,
): Promise<{ files: string[]; stderr: string }> {
  const child = spawn(process.execPath, [...flag, program(twoThreads)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    cwd: tmpdir(),
  });
  let stderr = '';
  child.stderr!.on('data', (text) => (stderr += String(text)));
  const ended = once(child, 'close');
  await once(child, 'message');
  if (signal) {
    child.kill(signal);
    while (!seen(readdirSync(tmpdir()), stderr)) await turn();
  }
  child.send('end');
  await ended;
  return { files: readdirSync(tmpdir()), stderr };
}

export const proofs: Proofs = {
  /**
   * A worker that stands in a call, seen from outside: its loop, and the processor time in a diagnostic report.
   * @zh worker 停在某个调用里，从外面看：它的事件循环，以及诊断报告里的处理器时间。
   */
  'busy-or-waiting': async () => {
    const seen: Record<string, string> = {};
    for (const [kind, work] of Object.entries(kinds)) {
      const { worker, cells } = await doing(work);
      const loop = worker.performance.eventLoopUtilization();
      const before = report().workers[0]!.uvthreadResourceUsage;
      const start = process.cpuUsage();
      const until = Date.now() + 1000;
      while (process.cpuUsage(start).user < 300_000 && Date.now() < until)
        await turn();
      const after = report().workers[0]!.uvthreadResourceUsage;
      const { utilization } = worker.performance.eventLoopUtilization(
        worker.performance.eventLoopUtilization(),
        loop,
      );
      const spent = after.userCpuSeconds - before.userCpuSeconds;
      seen[kind] =
        `loop ${utilization > 0.5 ? 'busy' : 'idle'}, processor ${spent > 0.02 ? 'used' : 'not used'}`;
      Atomics.store(cells, 2, 1);
      Atomics.notify(cells, 2);
      await worker.terminate();
    }
    return seen;
  },

  /**
   * `process.report.getReport()` in the main thread, and its worker stands in a call: is its stack in it, and is the call through by then?
   * @zh 主线程调用 `process.report.getReport()`，worker 正停在某个调用里：报告里有它的栈吗，报告出来时那个调用结束了吗？
   */
  'report-of-worker': async () => {
    const seen: Record<string, string> = {};
    for (const [kind, work] of Object.entries(kinds)) {
      const { worker, cells } = await doing(work);
      const { workers } = report();
      const after = through(cells);
      const { stack } = workers[0]!.javascriptStack;
      const has = stack?.some((line) => line.includes('worker eval'));
      seen[kind] =
        `${has ? 'its stack' : 'no stack'}, ${after ? 'after the call' : 'during the call'}`;
      Atomics.store(cells, 2, 1);
      Atomics.notify(cells, 2);
      await worker.terminate();
    }
    return seen;
  },

  /**
   * `worker.getHeapSnapshot()`, and the worker stands in a call: is the call through when it comes?
   * @zh 调用 `worker.getHeapSnapshot()` 时 worker 正停在某个调用里：快照来的时候那个调用结束了吗？
   */
  'heap-snapshot-of-worker': async () => {
    const seen: Record<string, string> = {};
    for (const kind of ['a loop', 'execSync()'] as const) {
      const work = kinds[kind];
      const { worker, cells } = await doing(work);
      let left = 10_000; // So often it may look; then the call ends.
      const snapshot = worker.getHeapSnapshot();
      let came = false;
      void snapshot.then(() => (came = true));
      while (!came && left-- > 0 && !through(cells)) await turn();
      Atomics.store(cells, 2, 1);
      Atomics.notify(cells, 2);
      const during = came && left > 0 && !through(cells);
      await once((await snapshot).resume(), 'end');
      seen[kind] = during ? 'during the call' : 'after the call';
      await worker.terminate();
    }
    return seen;
  },

  /**
   * A profile of a worker in a loop, by a `Session` of the main thread and the protocol's `NodeWorker`.
   * @zh 主线程用 `Session` 和协议里的 `NodeWorker`，给正在循环里的 worker 做 profile。
   */
  'profile-of-busy-worker': async () => {
    const { Session } = await import('node:inspector');
    const { worker } = await doing(
      `function hotFunction(n) { return n < 2 ? n : hotFunction(n - 1) + hotFunction(n - 2); }
      for (;;) hotFunction(20);`,
    );
    const session = new Session();
    session.connect();
    const sessionId = await new Promise<string>((resolve) => {
      session.on('NodeWorker.attachedToWorker', ({ params }) =>
        resolve(params.sessionId),
      );
      session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
    });
    const ask = (id: number, method: string): Promise<unknown> =>
      new Promise((resolve) => {
        session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
          if (JSON.parse(params.message).id === id) resolve(params.message);
        });
        const message = JSON.stringify({ id, method });
        session.post('NodeWorker.sendMessageToWorker', { sessionId, message });
      });
    await ask(1, 'Profiler.enable');
    await ask(2, 'Profiler.start');
    const start = process.cpuUsage();
    while (process.cpuUsage(start).user < 200_000) await turn();
    const stopped = String(await ask(3, 'Profiler.stop'));
    session.disconnect();
    await worker.terminate();
    const named = stopped.includes('hotFunction');
    return named ? 'names the function' : 'does not name it';
  },

  /**
   * A worker that profiles the main thread by `connectToMainThread()`, while that is busy.
   * @zh 主线程正忙，worker 用 `connectToMainThread()` 给它做 profile。
   */
  'profile-of-main-thread': async () => {
    const { stdout, stderr } =
      await run(`import { Worker } from 'node:worker_threads';
      import { once } from 'node:events';
      const cell = new Int32Array(new SharedArrayBuffer(4));
      const worker = new Worker(\`const { parentPort, workerData } = require('node:worker_threads');
        const { Session } = require('node:inspector/promises');
        const fs = require('node:fs');
        setInterval(() => {}, 1000); // A question to the inspector holds nothing.
        (async () => {
          const session = new Session();
          session.connectToMainThread();
          await session.post('Profiler.enable');
          await session.post('Profiler.start');
          parentPort.postMessage('profiling');
          const start = process.cpuUsage();
          while (process.cpuUsage(start).user < 300000) await new Promise((resolve) => setTimeout(resolve, 20));
          const { profile } = await session.post('Profiler.stop');
          fs.writeSync(1, JSON.stringify(profile).includes('hotFunction') ? 'names the function' : 'does not name it');
          Atomics.store(workerData, 0, 1);
        })().catch((error) => { fs.writeSync(1, String(error)); Atomics.store(workerData, 0, 1); });
      \`, { eval: true, workerData: cell });
      await once(worker, 'message');
      (function hotFunction() { while (Atomics.load(cell, 0) === 0); })();
      process.exit();`);
    return stdout || stderr;
  },

  /**
   * Flags and signals of the command line, given to a process with one worker: what of the worker is in it?
   * @zh 命令行上的参数和信号，用在有一个 worker 的进程上：里面有 worker 的什么？
   */
  'flags-and-threads': async () => {
    const some = (form: RegExp) => (files: string[]) =>
      files.some((file) => form.test(file));
    const text = (files: string[], form: RegExp): string[] =>
      files
        .filter((file) => form.test(file))
        .map((file) => readFileSync(join(tmpdir(), file), 'utf8'));
    const prof = (await signalled(['--cpu-prof'], undefined, () => true)).files;
    const reported = await signalled(
      ['--report-on-signal', '--report-signal=SIGUSR2'],
      'SIGUSR2',
      some(/^report\..*json$/),
    );
    const [json] = text(reported.files, /^report\..*json$/);
    const snapped = await signalled(
      ['--heapsnapshot-signal=SIGUSR2'],
      'SIGUSR2',
      some(/\.heapsnapshot$/),
    );
    const heaps = text(snapped.files, /\.heapsnapshot$/);
    const usr1 = await signalled([], 'SIGUSR1', (_, stderr) =>
      stderr.includes('listening'),
    );
    const listens = usr1.stderr.match(/Debugger listening/g)?.length;
    return {
      '--cpu-prof': `${prof.filter((file) => file.endsWith('cpuprofile')).length} files`,
      '--report-on-signal': `1 file, ${JSON.parse(json!).workers.length} worker in it`,
      '--heapsnapshot-signal': `${heaps.length} file, ${heaps.some((heap) => heap.includes('"WorkerThing"')) ? 'with' : 'without'} the heap of the worker`,
      'kill -USR1': `${listens} debugger listens`,
    };
  },
};
