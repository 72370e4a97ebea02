import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

/**
 * Marks everything that a run starts: the environment passes from parent to child, also to daemons that
 * left the process group.
 */
export const tagVariable = 'SNIPPET_RUN';

/**
 * The command that runs a program with a second mark, which a process cannot lose by clearing its environment:
 * on Linux, a limit that is inherited, that nothing heeds outside of real-time scheduling, and of which each
 * run has a value of its own. Where `prlimit` is not there, the command as it was.
 *
 * @param tag - The run's tag.
 */
export function markedCommand(
  tag: string,
  program: string,
  args: readonly string[],
): [program: string, args: string[]] {
  return canMark()
    ? ['prlimit', [`--rttime=${markOf(tag)}:`, program, ...args]]
    : [program, [...args]];
}

let marks: boolean | undefined;
function canMark(): boolean {
  marks ??=
    process.platform === 'linux' &&
    spawnSync('prlimit', [`--rttime=${highest}:`, 'true'], { stdio: 'ignore' }).status === 0;
  return marks;
}

/** In microseconds: some hundred years. */
const highest = 2 ** 52;

/** A number that belongs to this run alone, among those that no other program sets. */
const markOf = (tag: string): number =>
  highest - parseInt(tag.replaceAll('-', '').slice(0, 10), 16);

/**
 * Processes of a run that are still there: those that carry one of its marks, and members of its process group.
 *
 * Where there is no second mark, a process that was started with an empty environment and in a group of its own is not found.
 *
 * @param tag - The run's tag.
 * @param group - The run's process group, which is the pid of the snippet's own process.
 */
export function survivors(tag: string, group: number): number[] {
  if (process.platform === 'linux') return onLinux(tag, group);
  if (process.platform === 'win32') return onWindows(group);
  return onOtherUnix(tag, group);
}

function onLinux(tag: string, group: number): number[] {
  const inEnvironment = `${tagVariable}=${tag}`;
  const inLimits = new RegExp(`^Max realtime timeout +${markOf(tag)} `, 'm');
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        // Field 3 is the state, field 5 the process group; the name in field 2 may hold anything but a last ')'.
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const [state, , processGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (state === 'Z' || state === 'X') return false;
        if (Number(processGroup) === group) return true;
        if (inLimits.test(readFileSync(`/proc/${pid}/limits`, 'utf8'))) return true;
        return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(inEnvironment);
      } catch {
        // It ended meanwhile, or it belongs to somebody else.
        return false;
      }
    });
}

function onOtherUnix(tag: string, group: number): number[] {
  // -E adds the environment to the command on macOS.
  const table = execFileSync('ps', ['-axEww', '-o', 'pid=,pgid=,stat=,command='], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return table.split('\n').flatMap((line) => {
    const [, pid, processGroup, state = '', command = ''] =
      /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (!pid || state.startsWith('Z')) return [];
    return Number(processGroup) === group || command.includes(`${tagVariable}=${tag}`)
      ? [Number(pid)]
      : [];
  });
}

function onWindows(root: number): number[] {
  // Windows keeps the parent's pid after the parent's end, so the tree can still be walked.
  const script =
    'Get-CimInstance Win32_Process | ForEach-Object { "$($_.ProcessId) $($_.ParentProcessId)" }';
  const rows = execFileSync('powershell', ['-NoProfile', '-Command', script], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(' ').map(Number));
  const found = new Set([root]);
  for (let grown = true; grown;) {
    const before = found.size;
    for (const [pid, parent] of rows) {
      if (pid !== undefined && parent !== undefined && found.has(parent)) found.add(pid);
    }
    grown = found.size > before;
  }
  return [...found].filter((pid) => rows.some(([other]) => other === pid));
}

/** Ends a process group and single processes at once. */
export function killAll(group: number, pids: readonly number[]): void {
  const targets = process.platform === 'win32' ? pids : [-group, ...pids];
  for (const target of targets) {
    try {
      process.kill(target, 'SIGKILL');
    } catch {
      // Already gone.
    }
  }
}
