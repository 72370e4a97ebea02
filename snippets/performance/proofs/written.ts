import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Proofs } from '../../proving.ts';
import { program, run } from '../../proving.ts';

let runs = 0;

/** Starts a program with coverage and `--cpu-prof`, kills it from outside once it is ready if `signal` says so, and says what it left. */
async function leaves(
  source: string,
  signal?: NodeJS.Signals,
): Promise<string> {
  const out = join(tmpdir(), `run-${++runs}`);
  mkdirSync(out);
  const [coverage, profiles] = [join(out, 'coverage'), join(out, 'profiles')];
  const file = program(source);
  const child = spawn(
    process.execPath,
    ['--cpu-prof', `--cpu-prof-dir=${profiles}`, file],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: { ...process.env, NODE_V8_COVERAGE: coverage },
    },
  );
  const ended = once(child, 'exit');
  if (signal) {
    await once(child, 'message');
    child.kill(signal);
  }
  await ended;
  const count = (folder: string): number =>
    existsSync(folder) ? readdirSync(folder).length : 0;
  return `coverage of ${count(coverage)}, profiles of ${count(profiles)}`;
}

/** A program that has a worker and does something to it. */
const withWorker = (work: string, then: string): string =>
  `import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
const worker = new Worker(${JSON.stringify(
    `const { parentPort } = require('node:worker_threads');
parentPort.once('message', () => { ${work} }).postMessage('up');`,
  )}, { eval: true });
worker.on('error', () => {});
await once(worker, 'message');
${then}`;

const ready = `setInterval(() => {}, 1000); process.send('ready');`;

export const proofs: Proofs = {
  /**
   * `NODE_V8_COVERAGE` and `--cpu-prof`: of how many threads is there a file, by how the process of one thread ends?
   * @zh `NODE_V8_COVERAGE` 和 `--cpu-prof`：单线程的进程以各种方式结束，留下几个线程的文件？
   */
  'written-by-ending': async () => ({
    'process.exit()': await leaves('process.exit(3);'),
    'an uncaught error': await leaves(`throw new Error('mine');`),
    'SIGTERM, handled by process.exit()': await leaves(
      `process.on('SIGTERM', () => process.exit()); ${ready}`,
      'SIGTERM',
    ),
    SIGTERM: await leaves(ready, 'SIGTERM'),
    SIGINT: await leaves(ready, 'SIGINT'),
    SIGKILL: await leaves(ready, 'SIGKILL'),
    'process.abort()': await leaves('process.abort();'),
    'process.reallyExit()': await leaves('process.reallyExit(0);'),
  }),

  /**
   * The same, of a process with one worker, by how the worker ends, or what it does when the process ends.
   * @zh 同上，进程有一个 worker：看 worker 怎么结束，或进程结束时它在做什么。
   */
  'written-by-worker-ending': async () => {
    const busy = `parentPort.postMessage('busy'); for (;;);`;
    const ends = `worker.postMessage(1); await new Promise((resolve) => worker.once('exit', resolve));`;
    return {
      'by itself': await leaves(withWorker('', ends)),
      'process.exit() in it': await leaves(withWorker('process.exit();', ends)),
      'it throws': await leaves(withWorker(`throw new Error('mine');`, ends)),
      'terminate(), idle': await leaves(
        withWorker('', 'await worker.terminate();'),
      ),
      'terminate(), in a loop': await leaves(
        withWorker(
          busy,
          `worker.postMessage(1); await once(worker, 'message'); await worker.terminate();`,
        ),
      ),
      'process.exit() of the process, in a loop': await leaves(
        withWorker(
          busy,
          `worker.postMessage(1); await once(worker, 'message'); process.exit();`,
        ),
      ),
    };
  },

  /**
   * A process that sends itself SIGTERM or SIGKILL, as a test of this kind may do.
   * @zh 进程给自己发 SIGTERM 或 SIGKILL，测试里常这么写。
   */
  'written-kill-oneself': async () => ({
    SIGTERM: await leaves(`process.kill(process.pid); ${ready}`),
    SIGKILL: await leaves(`process.kill(process.pid, 'SIGKILL'); ${ready}`),
  }),

  /**
   * Two lines written to a file just before the end: by a stream, by `appendFile()` and by `appendFileSync()`.
   * @zh 结束之前往文件里写两行：用流、用 `appendFile()`、用 `appendFileSync()`。
   */
  'written-log-lines': async () => {
    const second = async (write: string, end: string): Promise<string> => {
      const path = join(tmpdir(), `log-${++runs}`);
      await run(`import fs from 'node:fs';
        import { once } from 'node:events';
        const path = ${JSON.stringify(path)};
        fs.writeFileSync(path, '');
        ${write}
        ${end}`);
      return readFileSync(path, 'utf8').includes('two') ? 'there' : 'lost';
    };
    const stream = `const log = fs.createWriteStream(path); await once(log, 'open'); log.write('one\\n'); log.write('two\\n');`;
    return {
      'createWriteStream(), process.exit()': await second(
        stream,
        'process.exit();',
      ),
      'createWriteStream(), an uncaught error': await second(
        stream,
        `throw new Error('mine');`,
      ),
      'createWriteStream(), ends by itself': await second(stream, ''),
      'end() awaited, process.exit()': await second(
        stream,
        `log.end(); await once(log, 'close'); process.exit();`,
      ),
      'appendFileSync(), SIGKILL': await second(
        `fs.appendFileSync(path, 'one\\n'); fs.appendFileSync(path, 'two\\n');`,
        `process.kill(process.pid, 'SIGKILL');`,
      ),
    };
  },

  /**
   * `v8.takeCoverage()` and then SIGKILL; and a profile that the program stops and writes itself.
   * @zh 先 `v8.takeCoverage()` 再 SIGKILL；以及程序自己停止并写下的 profile。
   */
  'written-early': async () => ({
    'takeCoverage() before SIGKILL': await leaves(
      `import v8 from 'node:v8'; v8.takeCoverage(); ${ready}`,
      'SIGKILL',
    ),
    'nothing before SIGKILL': await leaves(ready, 'SIGKILL'),
  }),
};
