import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { program, type Proofs } from '../../proving.ts';

/** An empty program that says that it is there, and stays. */
const emptyProcess = (say: string): ReturnType<typeof fork> =>
  fork(
    program(`process.send(${say}); process.on('message', () => {});`, '.cjs'),
  );
const emptyThread = (): Worker =>
  new Worker(
    program(
      `const { parentPort } = require('node:worker_threads');
       parentPort.postMessage('ready'); parentPort.on('message', () => {});`,
      '.cjs',
    ),
  );

/** Kilobytes of a process: all that it has mapped, and what it shares with no other. */
function memory(pid: number | 'self'): { rss: number; own: number } {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const of = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)![1]);
  return { rss: of('Rss'), own: of('Private_Dirty') };
}

export const proofs: Proofs = {
  /**
   * Memory of four empty processes and of four empty threads: by RSS, and by what is shared with no other process.
   * @zh 四个空进程与四个空线程的内存：按 RSS 算，和只算不与其他进程共享的部分。
   */
  'memory-by-rss': async () => {
    const children = [1, 2, 3, 4].map(() => emptyProcess('1'));
    await Promise.all(children.map((child) => once(child, 'message')));
    const processes = children.map(({ pid }) => memory(pid!));
    for (const child of children) child.kill();
    const before = memory('self');
    const workers = [1, 2, 3, 4].map(emptyThread);
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    const after = memory('self');
    const times = (of: 'rss' | 'own'): number =>
      processes.reduce((sum, each) => sum + each[of], 0) /
      (after[of] - before[of]);
    const said = (ratio: number): string => {
      if (ratio > 3) return 'more than 3 times a thread';
      if (ratio > 2) return 'more than twice a thread';
      return ratio < 1 / 2
        ? 'less than half a thread'
        : 'between half a thread and twice one';
    };
    return {
      'a process, by RSS': said(times('rss')),
      'by its own pages': said(times('own')),
    };
  },
};
