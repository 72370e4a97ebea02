/**
 * Trusts that stop() aborts the pause: where the pause has just ended there is nothing to abort, and a child is started after stop().
 *
 * @zh 指望 stop() 中断停顿：停顿恰好刚结束，就没有什么可中断的，stop() 之后又启动了子进程。
 * @fails stop
 */
import type { ChildProcess } from 'node:child_process';

interface Options {
  start: () => ChildProcess;
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  random: () => number;
  firstPause: number;
  longestPause: number;
  steadyAfter: number;
  attempts: number;
  grace: number;
}

export function keepAlive(options: Options) {
  const { start, sleep, random, firstPause, longestPause, steadyAfter, attempts, grace } = options;
  const stopping = new AbortController();
  const { signal } = stopping;

  async function run(): Promise<'stopped' | 'gave up'> {
    for (let failures = 1; ; failures++) {
      if (await oneLife()) failures = 1;
      if (signal.aborted) return 'stopped';
      if (failures >= attempts) return 'gave up';
      try {
        await sleep(random() * Math.min(longestPause, firstPause * 2 ** (failures - 1)), signal);
      } catch {
        return 'stopped';
      }
    }
  }

  async function oneLife(): Promise<boolean> {
    let child: ChildProcess;
    try {
      child = start();
    } catch {
      return false;
    }
    const life = new AbortController();
    let steady = false;
    sleep(steadyAfter, life.signal).then(
      () => (steady = true),
      () => {},
    );
    const leave = (): void => {
      child.kill();
      sleep(grace, life.signal).then(
        () => child.kill('SIGKILL'),
        () => {},
      );
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true, signal: life.signal });
    await new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.on('error', () => {
        if (child.pid === undefined) resolve();
      });
    });
    life.abort();
    return steady;
  }

  const ended = run();
  return {
    ended,
    async stop(): Promise<void> {
      stopping.abort();
      await ended;
    },
  };
}
