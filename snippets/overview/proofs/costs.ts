import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Proofs } from '../../proving.ts';
import { program, run } from '../../proving.ts';

/** Answers what it is asked, as a child process or as a thread. */
const echo = (): string =>
  program(
    `const { parentPort } = require('node:worker_threads');
    (parentPort ?? process).on('message', (text) => (parentPort ? parentPort.postMessage(text) : process.send(text)));`,
    '.cjs',
  );

type Kind = 'process' | 'thread';
type Other = ChildProcess | Worker;

/** Starts one, and gives it back once it has answered. */
async function started(kind: Kind, file: string): Promise<Other> {
  const other = kind === 'process' ? fork(file) : new Worker(file);
  const answer = new Promise((resolve) => other.once('message', resolve));
  if (other instanceof Worker) other.postMessage('ready?');
  else other.send('ready?');
  await answer;
  return other;
}

function end(other: Other): Promise<unknown> {
  const gone = new Promise((resolve) => other.once('exit', resolve));
  if (other instanceof Worker) void other.terminate();
  else other.kill('SIGKILL');
  return gone;
}

/** Bytes of a process: resident, and with shared pages divided among all who have them. */
function usage(pid: number): { rss: number; pss: number } {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const field = (name: string): number =>
    1024 * Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1]);
  return { rss: field('Rss'), pss: field('Pss') };
}

export const proofs: Proofs = {
  /**
   * Start-up of a thread against that of a process: medians of nine, both empty, plain JavaScript.
   * @zh 线程和进程的启动时间：各九次取中位数，都是空的，纯 JavaScript。
   */
  'thread-start-up': async () => {
    const file = echo();
    const times: Record<Kind, number[]> = { process: [], thread: [] };
    for (let i = 0; i < 9; i++)
      for (const kind of ['process', 'thread'] as const) {
        const before = performance.now();
        const other = await started(kind, file);
        times[kind].push(performance.now() - before);
        await end(other);
      }
    const median = (list: number[]): number => list.sort((a, b) => a - b)[4]!;
    const ratio = median(times.thread) / median(times.process);
    return ratio > 1 / 4 && ratio < 4
      ? 'neither is four times as quick'
      : ratio < 1
        ? 'the thread is four times as quick'
        : 'the process is four times as quick';
  },

  /**
   * Memory of an empty thread and of an empty process: resident, and with shared pages divided (Linux).
   * @zh 空线程和空进程的内存：常驻内存，以及把共享页摊开来算（Linux）。
   */
  'thread-memory': async () => {
    const file = echo();
    const before = usage(process.pid);
    const threads = await Promise.all(
      [1, 2, 3, 4].map(() => started('thread', file)),
    );
    const after = usage(process.pid);
    const children = await Promise.all(
      [1, 2, 3, 4].map(() => started('process', file)),
    );
    const each = children.map((child) => usage((child as ChildProcess).pid!));
    await Promise.all([...threads, ...children].map(end));
    const child = (field: 'rss' | 'pss'): number =>
      each.reduce((sum, one) => sum + one[field], 0);
    const share = (field: 'rss' | 'pss'): number =>
      (after[field] - before[field]) / child(field);
    return {
      'resident (RSS)': `a thread takes ${share('rss') < 1 / 2 ? 'less' : 'more'} than half as much`,
      'shared pages divided (PSS)': `a thread takes ${share('pss') > 1 / 4 ? 'more' : 'less'} than a quarter as much`,
    };
  },

  /**
   * Resident memory of four empty processes, against what they have when shared pages are divided (Linux).
   * @zh 四个空进程的常驻内存，和把共享页摊开之后的数（Linux）。
   */
  'process-memory-shared': async () => {
    const file = echo();
    const children = await Promise.all(
      [1, 2, 3, 4].map(() => started('process', file)),
    );
    const each = children.map((child) => usage((child as ChildProcess).pid!));
    await Promise.all(children.map(end));
    const rss = each.reduce((sum, one) => sum + one.rss, 0);
    const pss = each.reduce((sum, one) => sum + one.pss, 0);
    return pss < rss / 2
      ? 'less than half of it is their own'
      : 'more than half of it is their own';
  },

  /**
   * An empty program as a `.ts` file, against the same as `.cjs`: resident memory.
   * @zh 同一个空程序，`.ts` 文件和 `.cjs` 文件的常驻内存。
   */
  'typescript-file-memory': async () => {
    const source = `setImmediate(() => console.log(process.memoryUsage.rss()));`;
    const file = join(tmpdir(), 'empty.ts');
    writeFileSync(file, `const typed: number = 1; ${source} void typed;`);
    const typed = await run(`import ${JSON.stringify(file)};`);
    const plain = await run(
      `import ${JSON.stringify(program(source, '.cjs'))};`,
    );
    if (typed.code !== 0) return 'is not run';
    return Number(typed.stdout) - Number(plain.stdout) > 8e6
      ? 'more than 8 MB more'
      : 'about the same';
  },
};
