// A service that overlapping-faults.ts has started: its log, its processes, its signals, and what it leaves.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Moment } from './overlapping-faults.plan.ts';

/** A program that is put to the test. */
export interface Service {
  /** The file to start, in the folder `current`. */
  start: string;
  env: Record<string, string>;
  args?: string[];
  /** Which line of its log is which moment. */
  says: Partial<
    Record<Moment | 'reloaded' | 'cut' | 'gaveUp' | 'stopped', RegExp>
  >;
  /** How many workers it keeps; 0 where it is one process. */
  workers: number;
  /** Milliseconds that it takes to stop, at most. */
  deadline: number;
  /** Answers requests, or only lives. */
  paths: string[];
  /** Milliseconds after which it may close a connection that is quiet. */
  grace: number;
  /** Puts a release in place, a good one or a broken one. */
  deploy: (folder: string, good: boolean) => void;
  /** A crash comes back with the release that served, not with a broken one. */
  keepsRelease: boolean;
  /** Until all serve, one start that fails ends it. */
  triesOnce?: true;
  /** Exit codes: [all well, gave up, something was cut]. */
  codes: [number, number, number];
}

export const patience = 60_000; // For what has no limit, on a slow machine.
const inside = new URL('./overlapping-faults.inside.ts', import.meta.url);

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // ESRCH
  }
};

// #region start
/** A folder of its own for a service, with a good release in it. */
export function prepare(service: Service): string {
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  mkdirSync(join(folder, 'faults'));
  writeFileSync(join(folder, 'faults', 'journal'), '');
  service.deploy(folder, true);
  return folder;
}

/** Starts it in a group of its own, as under systemd or in a terminal. */
export function start(
  service: Service,
  folder: string,
  settings: Record<string, string>,
) {
  const FAULTS = join(folder, 'faults');
  const file = join(folder, 'current', service.start);
  const child = spawn(
    process.execPath,
    [
      ...process.execArgv,
      `--import=${inside.href}`,
      file,
      ...(service.args ?? []),
    ],
    {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...service.env,
        ...settings,
        FAULTS,
        NODE_COMPILE_CACHE: join(tmpdir(), 'overlapping-faults-cache'),
        RELEASE: join(folder, 'release'),
      },
    },
  );
  const running = {
    log: [] as { at: number; line: string }[],
    errors: '',
    over: false,
    code: undefined as number | string | null | undefined,
    ended: 0,
    /** What it did not come to within its limit. */
    never: [] as string[],
  };
  const exit = once(child, 'close').then(([code, signal]) => {
    running.over = true;
    running.code = signal ?? code;
    running.ended = performance.now();
  });
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => (running.errors += text));
  const heard = new Set<() => void>();
  createInterface(child.stdout).on('line', (line) => {
    running.log.push({ at: performance.now(), line });
    for (const look of heard) look();
  });
  // #endregion start

  /** Whether it said this, after so many lines; waits for it. */
  const says = (what?: RegExp, from = 0): Promise<boolean> =>
    new Promise((resolve) => {
      if (!what) return resolve(false);
      const finish = (found: boolean): void => {
        heard.delete(look);
        clearTimeout(late);
        resolve(found);
      };
      const look = (): void => {
        const lines = running.log.slice(from);
        if (lines.some(({ line }) => what.test(line))) finish(true);
      };
      const late = setTimeout(() => {
        running.never.push(`said ${what}`);
        finish(false);
      }, patience);
      heard.add(look);
      look();
      void exit.then(() => finish(false));
    });

  /** The workers that are there: each has left a file with its pid. */
  const pids = (): number[] =>
    readdirSync(FAULTS)
      .filter((name) => name.startsWith('pid-'))
      .map((name) => Number(name.slice(4)))
      .filter((pid) => pid !== child.pid && alive(pid))
      .sort((a, b) => a - b);

  const send = (signal: string, group = false): void => {
    if (running.over) return;
    try {
      process.kill(group ? -child.pid! : child.pid!, signal);
    } catch (error) {
      // It has just ended, and we have not heard of it yet.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };

  /** Ends what is left of it; the pids of those, and who had which request when. */
  async function finish() {
    const left = [...(running.over ? [] : [child.pid!]), ...pids()];
    for (const pid of left) if (alive(pid)) process.kill(pid, 'SIGKILL');
    await exit;
    if (left.includes(child.pid!)) running.code = undefined;
    const journal = new Map<string, { pid: number; at: number }>();
    const text = readFileSync(join(FAULTS, 'journal'), 'utf8');
    for (const [, pid, at, id] of text.matchAll(/^(\d+) (\d+) (.+)$/gm)) {
      const time = Number(at) - performance.timeOrigin;
      journal.set(id!, { pid: Number(pid), at: time });
    }
    rmSync(folder, { recursive: true });
    return { left, journal };
  }
  return { running, exit, says, pids, send, finish };
}

/** Copies files into the folder `current`, for a service of one release. */
export function install(files: URL[], folder: string): void {
  const current = join(folder, 'current');
  mkdirSync(current, { recursive: true });
  for (const file of files) {
    copyFileSync(file, join(current, basename(fileURLToPath(file))));
  }
  writeFileSync(join(current, 'package.json'), '{ "type": "module" }');
}
