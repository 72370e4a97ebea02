import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { constants } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { watchWork } from '../waiting/at-work.ts';
import type { Exit, Snippet } from '../catalog/catalog.ts';
import { moment, overtime } from '../waiting/limits.ts';
import { root } from '../checkout/paths.ts';
import { killAll, markedCommand, survivors, tagVariable } from './survivors.ts';
import { until } from '../waiting/until.ts';

export interface RunOptions {
  args?: readonly string[];
  /** The Node binary to run with; this process's own by default. */
  node?: string;
  /** Its version, where it is not this process's own. */
  nodeVersion?: string;
  /** Whether types have to be stripped, on a version that does not do so by itself; true by default. */
  hasTypes?: boolean;
  env?: NodeJS.ProcessEnv;
  /** Where it runs; the repository's root by default. */
  cwd?: string;
  stdio?: StdioOptions;
  /** Milliseconds after which everything is ended unless it still works; 0 for no limit. */
  timeLimit?: number;
}

/** How a run ended. */
export interface RunEnd {
  exit: Exit;
  /** Whether it was ended because it hung, and what its processes did then. */
  timedOut: false | 'idle' | 'busy';
  /** Processes that were still there after the snippet's own end, and were ended. */
  leftBehind: number;
  /** Milliseconds. */
  duration: number;
}

export interface Run {
  child: ChildProcess;
  ended: Promise<RunEnd>;
  /** Passes a signal on as a terminal would: SIGINT and SIGHUP to the whole group, others to the snippet alone. */
  signal(signal: NodeJS.Signals): void;
  /** Ends everything at once. */
  kill(): void;
  /** What of it is there now. */
  pids(): number[];
}

/** What to exit with as a run did: for a signal the shell's convention, 128 and its number. */
export const exitCode = ({ exit }: Pick<RunEnd, 'exit'>): number =>
  typeof exit === 'number' ? exit : 128 + (constants.signals[exit] ?? 0);

const posix = process.platform !== 'win32';

/** Whether a version of Node strips types without a flag: 22.18 and later, 23.6 and later. */
function stripsTypes(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);
}

/**
 * The environment that a snippet starts with: the caller's, a tag by which whatever it starts is found
 * again, and, where Node does not strip types, the register file.
 *
 * The register file travels in NODE_OPTIONS, so that `process.execArgv` is the same on every version.
 */
function environmentFor(
  env: NodeJS.ProcessEnv,
  tag: string,
  needsLoader: boolean,
): NodeJS.ProcessEnv {
  const options = [env.NODE_OPTIONS];
  if (needsLoader)
    options.push(`--import=${pathToFileURL(join(root, 'scripts/register.mjs')).href}`);
  const nodeOptions = options.filter(Boolean).join(' ');
  return { ...env, ...(nodeOptions && { NODE_OPTIONS: nodeOptions }), [tagVariable]: tag };
}

/**
 * Starts a snippet in a process group of its own and sees to it that nothing outlives it.
 *
 * `ended` never rejects for what the snippet does; it rejects when Node itself cannot be started.
 */
export function startSnippet(snippet: Pick<Snippet, 'file'>, options: RunOptions = {}): Run {
  const { args = [], node = process.execPath } = options;
  return startProgram([node, snippet.file, ...args], options);
}

/** Starts any program as {@link startSnippet} starts a snippet. @param command - Its name or path, and its arguments. */
export function startProgram(
  command: readonly [program: string, ...args: string[]],
  options: Omit<RunOptions, 'args' | 'node'> = {},
): Run {
  const [program, ...args] = command;
  const { env = process.env, cwd = root, stdio = 'inherit', timeLimit = 0 } = options;
  const { hasTypes = true, nodeVersion = process.versions.node } = options;
  const tag = randomUUID();
  const started = performance.now();
  const child = spawn(...markedCommand(tag, program, args), {
    cwd,
    env: environmentFor(env, tag, hasTypes && !stripsTypes(nodeVersion)),
    stdio,
    detached: posix,
  });
  const group = child.pid;
  let hasEnded = false;
  let timedOut: RunEnd['timedOut'] = false;

  const kill = (): void => {
    if (group === undefined) return;
    killAll(group, survivors(tag, group));
  };
  // The last resort: this process ends while the snippet still runs.
  process.on('exit', kill);
  /** Hung, or only slow? */
  const endIfHung = async (): Promise<void> => {
    if (group === undefined) return;
    const how = await watchWork(() => (hasEnded ? [] : survivors(tag, group)), overtime(timeLimit));
    if (hasEnded || how === 'gone') return;
    timedOut = how;
    kill();
  };
  const timer = timeLimit > 0 ? setTimeout(endIfHung, timeLimit) : undefined;

  const guard = group === undefined ? undefined : startGuard(group);

  const ended = new Promise<RunEnd>((resolve, reject) => {
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('exit', (code, signal) => {
      const duration = performance.now() - started;
      hasEnded = true;
      clearTimeout(timer);
      const end = (leftBehind: number): void => {
        process.off('exit', kill);
        guard?.stdin?.end('done\n');
        resolve({ exit: code ?? signal ?? 1, timedOut, leftBehind, duration });
      };
      if (group === undefined) return end(0);
      const left = (): number[] => survivors(tag, group);
      // A child that is ending by itself (its channel to the parent has just closed) gets a moment.
      void watchWork(left, moment).then(async (how) => {
        if (how === 'gone') return end(0);
        const pids = left();
        killAll(group, pids);
        await until(() => left().length === 0);
        end(pids.length);
      }, reject);
    });
  });

  return {
    child,
    ended,
    signal(signal) {
      if (group === undefined) return;
      const toGroup = posix && (signal === 'SIGINT' || signal === 'SIGHUP');
      try {
        process.kill(toGroup ? -group : group, signal);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    },
    kill,
    pids: () => (hasEnded || group === undefined ? [] : survivors(tag, group)),
  };
}

/**
 * Ends the group should this process be killed: then the pipe closes without the word that all is done.
 *
 * A SIGKILL cannot be handled here, so somebody else has to wait for it. Windows has no groups to end.
 */
function startGuard(group: number): ChildProcess | undefined {
  if (!posix) return undefined;
  const script = 'read -r word; [ "$word" = done ] || kill -s KILL -- "-$1"';
  const guard = spawn('sh', ['-c', script, 'guard', String(group)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  // Without a shell there is no guard, and everything else works as before.
  guard.on('error', () => {});
  guard.stdin?.on('error', () => {});
  guard.unref();
  return guard;
}
