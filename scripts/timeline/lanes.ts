import { constants } from 'node:os';
import { linesOf, type Line } from './lines.ts';
import type { LaneKind } from './trace.ts';

const { signals } = constants;

/** A process or thread while a timeline is put together; times are nanoseconds. */
export interface Draft {
  /** The real `pid-thread`, as in the names of logs and in channels. */
  key: string;
  lines: Line[];
  parent?: Draft;
  children: Draft[];
  kind: LaneKind;
  program?: string;
  /** An IPC channel leads to it. */
  ipc: boolean;
  cluster?: number;
  spawned: number;
  /** When the probe woke in it; absent where no probe was. */
  woke?: number;
  ended: number;
  exit?: number | string;
  terminated: boolean;
  open: boolean;
}

/**
 * Finds the processes and threads of a run, who started whom, and when each ended.
 *
 * @returns Parents before children, siblings by when they were started; the first is the run's own.
 */
export function lanesOf(
  logs: ReadonlyMap<string, Line[]>,
  run: { from: number; to: number; exit: number | string },
): Draft[] {
  const runEnd = run.to;
  const drafts = new Map<string, Draft>();
  for (const [key, lines] of logs) {
    const draft = fromOwnLog(key, lines, runEnd);
    if (draft) drafts.set(key, draft);
  }
  const observed = [...drafts.values()].sort((a, b) => a.spawned - b.spawned);
  for (const parent of observed) addChildren(parent, drafts, runEnd);

  // A process whose parent the probe did not see start it: a shell's child, or a daemon's.
  for (const draft of observed) {
    const [start] = linesOf(draft.lines, 'S');
    if (draft.parent || !start || start.thread > 0) continue;
    const parent = drafts.get(`${start.ppid}-0`);
    if (!parent || parent === draft) continue;
    draft.parent = parent;
    parent.children.push(draft);
  }

  const [main] = observed;
  if (main) {
    main.kind = 'main';
    main.spawned = run.from;
    main.ended = runEnd;
    main.exit = run.exit;
    main.open = false;
  }
  endKilled(drafts);
  for (const draft of drafts.values()) draft.ended = Math.max(draft.ended, lastMoment(draft));
  endWithProcesses([...drafts.values()], drafts);
  // Threads that nobody asked for are Node's own (module hooks on Node 20).
  return inOrder([...drafts.values()].filter((draft) => draft.kind !== 'thread' || draft.parent));
}

const blank = (key: string, kind: LaneKind, spawned: number, runEnd: number): Draft => ({
  key,
  lines: [],
  children: [],
  kind,
  ipc: false,
  spawned,
  ended: runEnd,
  terminated: false,
  open: true,
});

function fromOwnLog(key: string, lines: Line[], runEnd: number): Draft | undefined {
  const [start] = linesOf(lines, 'S');
  if (!start) return undefined;
  const kind =
    start.thread > 0
      ? 'thread'
      : start.cluster !== undefined
        ? 'cluster'
        : start.ipc
          ? 'fork'
          : 'node';
  const draft = blank(key, kind, start.t, runEnd);
  draft.lines = lines;
  draft.woke = start.t;
  draft.ipc = start.ipc;
  if (start.cluster !== undefined) draft.cluster = start.cluster;
  const [end] = linesOf(lines, 'X');
  if (end) {
    draft.ended = end.t;
    draft.exit = end.code;
    draft.open = false;
  }
  return draft;
}

/** Adds what a parent knows: what it started, and the end of what was killed. */
function addChildren(parent: Draft, drafts: Map<string, Draft>, runEnd: number): void {
  const [pid] = parent.key.split('-');
  const adopt = (key: string, kind: LaneKind, spawned: number): Draft => {
    const child = drafts.get(key) ?? blank(key, kind, spawned, runEnd);
    drafts.set(key, child);
    child.parent = parent;
    child.spawned = spawned;
    parent.children.push(child);
    return child;
  };
  const close = (child: Draft, at: number, exit: number | string | null): void => {
    if (child.open) child.ended = Math.max(at, child.woke ?? child.spawned);
    child.open = false;
    if (exit !== null) child.exit = exit;
  };
  for (const line of parent.lines) {
    if (line.e === 'W') adopt(`${pid}-${line.thread}`, 'thread', line.t);
    if (line.e === 'P') {
      const kind =
        line.cluster !== undefined
          ? 'cluster'
          : line.node
            ? line.ipc
              ? 'fork'
              : 'node'
            : 'program';
      const child = adopt(`${line.pid}-0`, kind, line.t);
      child.program = line.file;
      child.ipc = line.ipc;
      if (line.cluster !== undefined) child.cluster = line.cluster;
    }
    if (line.e === 'p') {
      const child = adopt(`${line.pid}-0`, line.node ? 'node' : 'program', line.t);
      child.program = line.file;
      close(child, line.u, line.signal ?? line.code);
    }
    if (line.e === 'Y') {
      const child = drafts.get(`${line.pid}-0`);
      if (child) close(child, line.t, line.signal ?? line.code);
    }
    if (line.e === 'T' || line.e === 'V') {
      const child = drafts.get(`${pid}-${line.thread}`);
      if (child && line.e === 'T') child.terminated = true;
      if (child && line.e === 'V') close(child, line.t, null);
    }
  }
}

/**
 * Ends processes whose parent did not see it by what others know: who sent the signal that nobody survives, and
 * who found a process gone.
 */
function endKilled(drafts: ReadonlyMap<string, Draft>): void {
  const lines = [...drafts.values()].flatMap((draft) => draft.lines).sort((a, b) => a.t - b.t);
  for (const line of linesOf(lines, 'k').filter(({ s }) => s === signals.SIGKILL)) {
    const draft = drafts.get(`${line.pid}-0`);
    if (!draft?.open) continue;
    Object.assign(draft, { open: false, ended: line.t, exit: 'SIGKILL' });
  }
  for (const line of linesOf(lines, 'g')) {
    const draft = drafts.get(`${line.pid}-0`);
    if (!draft?.open || draft.spawned > line.t) continue;
    const kill = linesOf(lines, 'k').findLast(({ t, pid }) => t < line.t && pid === line.pid);
    Object.assign(draft, { open: false, ended: kill?.t ?? line.t });
    const [name] = Object.entries(signals).find(([, number]) => number === kill?.s) ?? [];
    if (name) draft.exit = name;
  }
}

/** Whoever wrote something down was there. */
const lastMoment = ({ lines }: Draft): number =>
  lines.reduce((last, line) => Math.max(last, 'u' in line && line.e !== 'q' ? line.u : line.t), 0);

/** A process is there as long as its threads are, and they end with it, whatever they were doing. */
function endWithProcesses(drafts: readonly Draft[], byKey: ReadonlyMap<string, Draft>): void {
  const threads = drafts.flatMap((thread) => {
    const owner = byKey.get(`${thread.key.split('-')[0]}-0`);
    return thread.kind === 'thread' && owner && !owner.open ? [{ thread, owner }] : [];
  });
  // A process says that it ends before it stops its threads.
  for (const { thread, owner } of threads)
    if (!thread.open && owner.kind !== 'main') owner.ended = Math.max(owner.ended, thread.ended);
  for (const { thread, owner } of threads) {
    if (thread.open || thread.ended > owner.ended) thread.ended = owner.ended;
    thread.open = false;
  }
}

function inOrder(drafts: readonly Draft[]): Draft[] {
  const ordered: Draft[] = [];
  const visit = (draft: Draft): void => {
    ordered.push(draft);
    draft.children.sort((a, b) => a.spawned - b.spawned).forEach(visit);
  };
  drafts
    .filter((draft) => !draft.parent)
    .sort((a, b) => a.spawned - b.spawned)
    .forEach(visit);
  return ordered;
}

/** What each lane is called. */
export function labelsOf(lanes: readonly Draft[]): string[] {
  const counters = new Map<string, number>();
  const next = (name: string): number => {
    const n = (counters.get(name) ?? 0) + 1;
    counters.set(name, n);
    return n;
  };
  const programs = lanes.filter(({ kind }) => kind === 'program').map(({ program }) => program);
  return lanes.map((lane, index) => {
    if (index === 0)
      return lane.children.some(({ kind }) => kind === 'cluster') ? 'primary' : 'main';
    if (lane.kind === 'thread') return `worker ${next('thread')} · thread`;
    if (lane.kind === 'cluster') return `worker ${lane.cluster} · cluster`;
    if (lane.kind === 'fork' || lane.kind === 'node')
      return `child ${next('child')} · ${lane.kind}`;
    const name = lane.program ?? 'process';
    const alone = programs.filter((program) => program === lane.program).length === 1;
    return alone ? name : `${name} ${next(name)}`;
  });
}
