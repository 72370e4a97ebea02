/**
 * Forgets the failures once a child has been started: one that crashes as soon as it runs is started again and again, after the shortest pause.
 *
 * @zh 子进程一启动就把失败次数清零：一运行就崩溃的子进程，总是隔最短的停顿就再启动，没完没了。
 * @fails pauses
 */
import type { ChildProcess } from 'node:child_process';

interface Options {
  start: () => ChildProcess;
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  random: () => number;
  firstPause: number;
  longestPause: number;
  attempts: number;
  grace: number;
}

export function keepAlive(options: Options) {
  const { start, sleep, random, firstPause, longestPause, attempts, grace } = options;
  const stopping = new AbortController();
  let failures = 0;
  let child: ChildProcess | undefined;
  let settle: (how: 'stopped' | 'gave up') => void;
  const ended = new Promise<'stopped' | 'gave up'>((resolve) => (settle = resolve));

  function begin(): void {
    if (stopping.signal.aborted) return settle('stopped');
    try {
      child = start();
    } catch {
      return void failed();
    }
    const life = new AbortController();
    const over = (): void => {
      life.abort();
      child = undefined;
      void failed();
    };
    child.once('spawn', () => (failures = 0));
    child.once('exit', over);
    child.on('error', () => {
      if (child?.pid === undefined) over();
    });
    stopping.signal.addEventListener('abort', () => leave(life.signal), { signal: life.signal });
    if (stopping.signal.aborted) leave(life.signal);
  }

  function leave(life: AbortSignal): void {
    child?.kill();
    sleep(grace, life).then(
      () => child?.kill('SIGKILL'),
      () => {},
    );
  }

  async function failed(): Promise<void> {
    if (stopping.signal.aborted) return settle('stopped');
    if (++failures >= attempts) return settle('gave up');
    const most = Math.min(longestPause, firstPause * 2 ** (failures - 1));
    await sleep(random() * most, stopping.signal).catch(() => {});
    begin();
  }

  begin();
  return {
    ended,
    async stop(): Promise<void> {
      stopping.abort();
      await ended;
    },
  };
}
