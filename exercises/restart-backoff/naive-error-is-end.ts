/**
 * Takes 'error' for an end, as 'exit' is one: a child that a message could not be sent to lives on, and gets a second one beside it.
 *
 * @zh 把 'error' 也当成结束，和 'exit' 一样：消息发不出去的子进程还活着，旁边又多了一个。
 * @fails ends
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

export function keepAlive({ start, sleep, random, ...options }: Options) {
  const stopping = new AbortController();
  let failures = 0;

  async function run(): Promise<'stopped' | 'gave up'> {
    while (!stopping.signal.aborted) {
      await oneLife();
      if (stopping.signal.aborted) break;
      if (++failures >= options.attempts) return 'gave up';
      const most = Math.min(options.longestPause, options.firstPause * 2 ** (failures - 1));
      await sleep(random() * most, stopping.signal).catch(() => {});
    }
    return 'stopped';
  }

  async function oneLife(): Promise<void> {
    const life = new AbortController();
    try {
      const child = start();
      const end = new Promise((resolve) => {
        child.once('exit', resolve);
        child.once('error', resolve);
      });
      const isSteady = (): void => void (failures = 0);
      sleep(options.steadyAfter, life.signal).then(isSteady, () => {});
      const leave = (): void => {
        child.kill();
        sleep(options.grace, life.signal).then(
          () => child.kill('SIGKILL'),
          () => {},
        );
      };
      if (stopping.signal.aborted) leave();
      else stopping.signal.addEventListener('abort', leave, { signal: life.signal });
      await end;
    } catch {
      // start() threw: one failure more.
    } finally {
      life.abort();
    }
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
