import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Up to where processes are watched. */
export interface WorkLimits {
  /** Milliseconds of doing nothing. */
  idle: number;
  /** Milliseconds of processor time, of all together. */
  work: number;
  /** Whether what they used before they were watched counts too. */
  fromStart: boolean;
}

/** Looks after which it can be told whether somebody works. */
const enough = 10;

/** What one process has done so far. */
interface Work {
  /** Milliseconds of processor time. */
  used: number;
  /** Whether it runs at this moment, or would if it were let: it waits for a processor or for a disk. */
  wants: boolean;
}

/**
 * Watches processes until they are gone, or do nothing, or have worked for long enough.
 *
 * Time says nothing about them where the machine is busy: whoever waits for a processor is as slow as one who hangs.
 * What they use of a processor, and whether they ask for one, does.
 *
 * @param processes - Those that are there now; asked again and again.
 */
export async function watchWork(
  processes: () => readonly number[],
  limits: WorkLimits,
): Promise<'gone' | 'idle' | 'busy'> {
  const seen = new Map<number, number>();
  if (!limits.fromStart) for (const [pid, work] of workOf(processes())) seen.set(pid, work.used);
  let used = 0;
  let span = { from: performance.now(), used: 0, looks: 0, wanting: 0 };
  for (;;) {
    const pids = processes();
    if (pids.length === 0) return 'gone';
    let wants = false;
    for (const [pid, work] of workOf(pids)) {
      used += work.used - (seen.get(pid) ?? 0);
      seen.set(pid, work.used);
      wants ||= work.wants;
    }
    if (used >= limits.work) return 'busy';
    span.looks += 1;
    span.wanting += Number(wants);
    const now = performance.now();
    const length = now - span.from;
    // This process may wait for a processor too: a look or two tell nothing.
    if (length >= limits.idle && span.looks >= enough) {
      // A timer that ticks is no work.
      if (span.wanting < span.looks / 4 && used - span.used < length / 10) return 'idle';
      span = { from: now, used, looks: 0, wanting: 0 };
    }
    await sleep(limits.idle / (2 * enough));
  }
}

function workOf(pids: readonly number[]): Map<number, Work> {
  if (process.platform === 'linux') return onLinux(pids);
  if (process.platform === 'win32') return onWindows(pids);
  return onOtherUnix(pids);
}

/** What of a process's or a thread's line in /proc comes after its name, which may hold anything but a last ')'. */
function fieldsOf(file: string): string[] {
  const line = readFileSync(file, 'utf8');
  return line.slice(line.lastIndexOf(')') + 2).split(' ');
}

function onLinux(pids: readonly number[]): Map<number, Work> {
  const found = new Map<number, Work>();
  for (const pid of pids) {
    try {
      // Fields 14 and 15: hundredths of a second, in the program and in the kernel.
      const fields = fieldsOf(`/proc/${pid}/stat`);
      const wants = readdirSync(`/proc/${pid}/task`).some((thread) =>
        /^[RD]$/.test(fieldsOf(`/proc/${pid}/task/${thread}/stat`)[0]!),
      );
      found.set(pid, { used: (Number(fields[11]) + Number(fields[12])) * 10, wants });
    } catch {
      // It, or a thread of it, ended meanwhile.
    }
  }
  return found;
}

function onOtherUnix(pids: readonly number[]): Map<number, Work> {
  const found = new Map<number, Work>();
  for (const line of run('ps', ['-o', 'pid=,stat=,time=', '-p', pids.join()])) {
    const [pid = '', state = '', time = ''] = line.trim().split(/\s+/);
    // [hours:]minutes:seconds.hundredths
    const seconds = time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
    if (pid) found.set(Number(pid), { used: seconds * 1000, wants: /^[RDU]/.test(state) });
  }
  return found;
}

function onWindows(pids: readonly number[]): Map<number, Work> {
  const script = `Get-Process -Id ${pids.join()} -ErrorAction SilentlyContinue | ForEach-Object { "$($_.Id) $($_.TotalProcessorTime.TotalMilliseconds)" }`;
  const found = new Map<number, Work>();
  for (const line of run('powershell', ['-NoProfile', '-Command', script])) {
    const [pid, used] = line.trim().split(' ').map(Number);
    if (pid) found.set(pid, { used: used ?? 0, wants: false });
  }
  return found;
}

/** The lines that a program prints; none where it fails, as `ps` does when nobody is there any more. */
function run(program: string, args: readonly string[]): string[] {
  try {
    return execFileSync(program, args, { encoding: 'utf8' }).split('\n');
  } catch {
    return [];
  }
}
