import type { ChildProcess } from 'node:child_process';

export interface Options {
  start: () => ChildProcess;
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  random: () => number;
  firstPause: number;
  longestPause: number;
  steadyAfter: number;
  attempts: number;
  grace: number;
}

export interface Kept {
  ended: Promise<'stopped' | 'gave up'>;
  stop(): Promise<void>;
}

export function keepAlive(options: Options): Kept {
  const { start, random, firstPause, longestPause, steadyAfter, attempts, grace } = options;
  const stopping = new AbortController();

  /** @returns whether it was over, and not aborted. */
  const slept = (ms: number, signal: AbortSignal): Promise<boolean> =>
    options.sleep(ms, signal).then(
      () => !signal.aborted,
      () => false,
    );

  async function run(): Promise<'stopped' | 'gave up'> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      if (await oneLife()) failures = 0;
      if (stopping.signal.aborted) break;
      failures++;
      if (failures >= attempts) return 'gave up';
      const most = Math.min(longestPause, firstPause * 2 ** (failures - 1));
      // A pause that is over may find that stop() came in the same turn: the loop looks again.
      await slept(random() * most, stopping.signal);
    }
    return 'stopped';
  }

  /** From the start of one child to its end. @returns whether it was steady. */
  async function oneLife(): Promise<boolean> {
    let child: ChildProcess;
    try {
      child = start();
    } catch {
      return false;
    }
    // All that serves this child ends with it: its two sleeps, and the listener for stop().
    const life = new AbortController();
    const { signal } = life;
    const end = new Promise<void>((resolve) => {
      const over = (): void => {
        life.abort();
        resolve();
      };
      // Not 'close': a grandchild may hold its pipes for ever.
      child.once('exit', over);
      // Without a pid there will be no 'exit'. With one, it is a send() or a kill() that failed.
      child.on('error', () => {
        if (child.pid === undefined) over();
      });
    });
    let steady = false;
    void slept(steadyAfter, signal).then((was) => (steady = was));
    const leave = async (): Promise<void> => {
      child.kill('SIGTERM');
      if (await slept(grace, signal)) child.kill('SIGKILL');
    };
    // start() itself may have called stop().
    if (stopping.signal.aborted) void leave();
    else stopping.signal.addEventListener('abort', () => void leave(), { once: true, signal });
    await end;
    return steady;
  }

  const ended = run();
  return {
    ended,
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}
