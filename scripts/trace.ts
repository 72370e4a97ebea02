import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tracePath, type RecordingHeader } from './recording.ts';

/** What a lane stands for. */
export type LaneKind = 'main' | 'thread' | 'cluster' | 'fork' | 'node' | 'program';

/** What the event that spans a whole lane says about it. */
export interface LaneArgs {
  kind: LaneKind;
  /** `main`, `worker 1 · thread`, `sh`. */
  label: string;
  /** The lane that started this one, as `pid.tid`. */
  parent?: string;
  /** An exit code, or the name of a signal; absent where nobody saw the end. */
  exit?: number | string;
  /** The parent ended this thread through `terminate()`. */
  terminated?: true;
  /** The lane was still there when the run ended. */
  open?: true;
}

interface Place {
  pid: number;
  tid: number;
  /** Microseconds since the start of the run. */
  ts: number;
}

/**
 * The events of a timeline, in the Trace Event Format that Perfetto and Chrome read.
 *
 * `pid` and `tid` are small numbers of our own, so that two recordings of one snippet can be compared.
 * Format: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 */
export type TraceEvent =
  | {
      ph: 'M';
      pid: number;
      tid: number;
      name: 'process_name' | 'thread_name';
      args: { name: string };
    }
  | {
      ph: 'M';
      pid: number;
      tid: number;
      name: 'process_sort_index' | 'thread_sort_index';
      args: { sort_index: number };
    }
  /** The whole life of a process or thread. */
  | (Place & { ph: 'X'; cat: 'lane'; name: string; dur: number; args: LaneArgs })
  /** From the spawn to the first line that ran there. */
  | (Place & { ph: 'X'; cat: 'boot'; name: 'boot'; dur: number })
  /** The thread could take nothing else. */
  | (Place & { ph: 'X'; cat: 'busy'; name: 'busy'; dur: number; args?: { untilKilled: true } })
  | (Place & { ph: 'b'; cat: 'request'; name: string; id: number })
  | (Place & { ph: 'e'; cat: 'request'; name: string; id: number; args: { status?: number } })
  | (Place & { ph: 's'; cat: FlowKind; name: string; id: number; args?: FlowArgs })
  | (Place & { ph: 'f'; cat: FlowKind; name: string; id: number; bp: 'e' })
  /** A message that nobody received: the other side had ended, or was ending. */
  | (Place & { ph: 'i'; cat: 'lost'; name: string; s: 't'; args: { to: string } })
  /** How the lane ended. */
  | (Place & { ph: 'i'; cat: 'exit'; name: string; s: 't' });

/** What an arrow stands for: a message, a connection that a cluster's primary hands on, a start. */
export type FlowKind = 'message' | 'connection' | 'spawn';

export interface FlowArgs {
  /** Size on an IPC channel; for postMessage only where it is one string or buffer. */
  bytes?: number;
  /** Bytes of the buffers that were moved instead of copied. */
  transferred?: number;
}

/** A timeline as it is stored beside a recording. */
export interface Trace {
  traceEvents: TraceEvent[];
  displayTimeUnit: 'ms';
  otherData: {
    id: string;
    /** The run of the recording that this timeline belongs to, or of its second, probed run. */
    run: string;
    node: string;
    /** Milliseconds from the start of the run to its end. */
    duration: number;
    /** How many events the probe wrote, and the milliseconds that this cost all threads together. */
    probe: { events: number; cost: number };
    /** What happened more often than a timeline holds; absent where nothing was left out. */
    leftOut?: Partial<Record<'messages' | 'requests' | 'spans', number | 'unknown'>>;
  };
}

/** What {@link collectTrace} needs to know of the run. */
export interface ProbedRun extends Pick<RecordingHeader, 'id' | 'run' | 'exit' | 'duration'> {
  /** `process.hrtime.bigint()` right before the snippet was started: where the recording's clock begins. */
  started: bigint;
}

const probe = fileURLToPath(new URL('probe.cjs', import.meta.url));

/** Arrows, and requests, that one timeline holds; more would be neither read nor drawn. */
const mostPerTrace = 1000;
/** Busy spans per lane; more are joined over the shortest gaps. */
const mostSpans = 1000;

/**
 * The environment in which a snippet and all that it starts write down what they do.
 *
 * @param folder - An empty folder outside of the run's own temporary folder.
 * @param env - The environment that the run would have had.
 */
export function probeEnvironment(folder: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  // Inside double quotes NODE_OPTIONS takes a backslash as an escape.
  const path = /[\s"\\]/.test(probe) ? `"${probe.replace(/["\\]/g, String.raw`\$&`)}"` : probe;
  const options = [`--require=${path}`, env.NODE_OPTIONS].filter(Boolean).join(' ');
  return { ...env, NODE_OPTIONS: options, SNIPPET_PROBE: folder };
}

// ---- what the probe wrote -----------------------------------------------------------------------------

type Direction = 'd' | 'u';
/** One end of a channel: what it sends goes in this direction. */
type PortEnd = [channel: string, direction: Direction];

/** The probe's lines; times are nanoseconds. The letters are explained in probe.cjs. */
type Line =
  | {
      e: 'S';
      t: number;
      pid: number;
      ppid: number;
      thread: number;
      cluster?: number;
      ipc: boolean;
      node: string;
    }
  | { e: 'X'; t: number; code: number; spent: number }
  | { e: 'P'; t: number; pid: number; file: string }
  | { e: 'Y'; t: number; pid: number; code: number | null; signal: string | null }
  | {
      e: 'p';
      t: number;
      u: number;
      pid: number;
      file: string;
      code: number | null;
      signal: string | null;
    }
  | { e: 'W' | 'T' | 'V'; t: number; thread: number }
  | {
      e: 's';
      t: number;
      ch: string;
      d: Direction;
      n?: number;
      x?: number;
      k: 'message' | 'handle' | 'connection' | 'internal';
      /** Ports that the message moves: their channel and direction, null for one that is not known. */
      p?: (PortEnd | null)[];
    }
  /** With the names that the moved ports have where they arrived. */
  | { e: 'r'; t: number; ch: string; d: Direction; p?: string[] }
  /** Ports in the workerData of the thread that is created next, by key. */
  | { e: 'm'; t: number; p: [key: string, ...end: PortEnd | []][] }
  | { e: 'u'; t: number; ch: string; d: Direction }
  | { e: 'q'; t: number; n: number; m: string; u: string }
  | { e: 'Q'; t: number; n: number; s: number }
  | { e: 'b'; t: number; u: number }
  | { e: 'c'; t: number; of: 'messages' | 'requests' | 'spans' };

type LineOf<E extends Line['e']> = E extends Line['e'] ? Extract<Line, { e: E }> : never;

/** A lane while it is put together; times are nanoseconds. */
interface Draft {
  /** The real `pid-thread`, as in the names of the probe's files and in channels. */
  key: string;
  lines: Line[];
  parent?: Draft;
  children: Draft[];
  kind: LaneKind;
  program?: string;
  cluster?: number;
  spawned: number;
  /** When the probe woke in it; absent where no probe was. */
  woke?: number;
  ended: number;
  exit?: number | string;
  terminated: boolean;
  open: boolean;
}

function readLines(path: string): Line[] {
  const lines: Line[] = [];
  for (const text of readFileSync(path, 'utf8').split('\n')) {
    try {
      if (text) lines.push(JSON.parse(text) as Line);
    } catch {
      // The process was killed while it wrote its last line.
    }
  }
  return lines;
}

const of = <E extends Line['e']>(lines: readonly Line[], e: E): LineOf<E>[] =>
  lines.filter((line): line is LineOf<E> => line.e === e);

// ---- lanes --------------------------------------------------------------------------------------------

/** Finds the processes and threads of a run, who started whom, and when each ended. */
function draftLanes(folder: string, runEnd: number): Draft[] {
  const drafts = new Map<string, Draft>();
  const blank = (key: string, spawned: number): Draft => {
    const draft: Draft = {
      key,
      lines: [],
      children: [],
      kind: 'program',
      spawned,
      ended: runEnd,
      terminated: false,
      open: true,
    };
    drafts.set(key, draft);
    return draft;
  };

  for (const name of readdirSync(folder).filter((file) => file.endsWith('.jsonl'))) {
    const lines = readLines(join(folder, name));
    const [start] = of(lines, 'S');
    if (!start) continue;
    const draft = blank(name.replace(/\.jsonl$/, ''), start.t);
    draft.lines = lines;
    draft.woke = start.t;
    if (start.cluster !== undefined) draft.cluster = start.cluster;
    draft.kind =
      start.thread > 0
        ? 'thread'
        : start.cluster !== undefined
          ? 'cluster'
          : start.ipc
            ? 'fork'
            : 'node';
    const [end] = of(lines, 'X');
    if (end) {
      draft.ended = end.t;
      draft.exit = end.code;
      draft.open = false;
    }
  }

  // The parents' view: it knows the spawn, and the end of what was killed.
  const adopt = (parent: Draft, key: string, spawned: number): Draft => {
    const child = drafts.get(key) ?? blank(key, spawned);
    child.parent = parent;
    child.spawned = spawned;
    parent.children.push(child);
    return child;
  };
  const close = (child: Draft, at: number): void => {
    if (child.open) child.ended = at;
    child.open = false;
  };
  const observed = [...drafts.values()].sort((a, b) => a.spawned - b.spawned);
  for (const parent of observed) {
    const [pid] = parent.key.split('-');
    for (const line of parent.lines) {
      if (line.e === 'P' || line.e === 'p') {
        const child = adopt(parent, `${line.pid}-0`, line.t);
        child.program = line.file;
      } else if (line.e === 'W') adopt(parent, `${pid}-${line.thread}`, line.t);
      const child =
        line.e === 'Y' || line.e === 'p'
          ? drafts.get(`${line.pid}-0`)
          : line.e === 'T' || line.e === 'V'
            ? drafts.get(`${pid}-${line.thread}`)
            : undefined;
      if (!child) continue;
      if (line.e === 'T') child.terminated = true;
      if (line.e === 'V') close(child, line.t);
      if (line.e === 'Y' || line.e === 'p') {
        close(child, line.e === 'p' ? line.u : line.t);
        const exit = line.signal ?? line.code;
        if (exit !== null) child.exit = exit;
      }
    }
  }

  // A process whose parent the probe did not see start it: a shell's child, or a daemon's.
  for (const draft of observed) {
    const [start] = of(draft.lines, 'S');
    if (draft.parent || !start || start.thread > 0) continue;
    const parent = drafts.get(`${start.ppid}-0`);
    if (!parent || parent === draft) continue;
    draft.parent = parent;
    parent.children.push(draft);
  }

  // Threads end with their process, whatever they were doing.
  for (const draft of drafts.values()) {
    if (draft.kind !== 'thread' || !draft.open) continue;
    const owner = drafts.get(`${draft.key.split('-')[0]}-0`);
    if (owner && !owner.open) close(draft, owner.ended);
  }
  // Threads that nobody asked for are Node's own (module hooks on Node 20).
  return [...drafts.values()].filter((draft) => draft.kind !== 'thread' || draft.parent);
}

/** Parents before children, siblings by when they were started. */
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

function labelled(lanes: readonly Draft[]): string[] {
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

/** Joins spans over the shortest gaps until at most `most` are left. */
function joinSpans(spans: readonly [number, number][], most: number): [number, number][] {
  const joined = spans.map(([from, to]): [number, number] => [from, to]);
  if (joined.length <= most) return joined;
  const gaps = joined.slice(1).map(([from], index) => from - (joined[index]?.[1] ?? from));
  const limit = gaps.toSorted((a, b) => a - b)[joined.length - most - 1] ?? 0;
  const result: [number, number][] = [];
  for (const span of joined) {
    const previous = result.at(-1);
    if (previous && span[0] - previous[1] <= limit) previous[1] = span[1];
    else result.push(span);
  }
  return result;
}

// ---- the timeline -------------------------------------------------------------------------------------

/**
 * Makes the timeline of a run from what its processes and threads wrote down.
 *
 * @param folder - The folder that {@link probeEnvironment} was given.
 * @param run - The run that has just ended.
 */
export function collectTrace(folder: string, run: ProbedRun): Trace {
  const zero = Number(run.started);
  const runEnd = zero + run.duration * 1e6;
  /** Whole microseconds, inside of the run. */
  const micros = (t: number): number =>
    Math.round((Math.min(Math.max(t, zero), runEnd) - zero) / 1000);

  const lanes = inOrder(draftLanes(folder, runEnd));
  const [main] = lanes;
  if (main) {
    main.kind = 'main';
    main.spawned = zero;
    main.exit = run.exit;
    if (main.open) main.ended = runEnd;
    main.open = false;
  }
  const labels = labelled(lanes);
  const processes = [...new Set(lanes.map(({ key }) => key.split('-')[0]))];
  const places = new Map<string, { pid: number; tid: number }>();
  const threads = new Map<number, number>();
  for (const { key } of lanes) {
    const pid = processes.indexOf(key.split('-')[0]) + 1;
    const tid = (threads.get(pid) ?? 0) + 1;
    threads.set(pid, tid);
    places.set(key, { pid, tid });
  }
  const place = (key: string): { pid: number; tid: number } =>
    places.get(key) ?? { pid: 0, tid: 0 };

  const events: TraceEvent[] = [];
  const leftOut: NonNullable<Trace['otherData']['leftOut']> = {};
  let flow = 0;
  let request = 0;
  let written = 0;
  let cost = 0;

  for (const [index, lane] of lanes.entries()) {
    const at = place(lane.key);
    const label = labels[index] ?? '';
    const from = micros(lane.spawned);
    const to = Math.max(micros(lane.ended), from);
    const inside = (t: number): number => Math.min(Math.max(micros(t), from), to);
    const parent = lane.parent && place(lane.parent.key);

    if (at.tid === 1) {
      events.push({ ph: 'M', ...at, name: 'process_name', args: { name: label } });
      events.push({ ph: 'M', ...at, name: 'process_sort_index', args: { sort_index: at.pid } });
    }
    events.push({ ph: 'M', ...at, name: 'thread_name', args: { name: label } });
    events.push({ ph: 'M', ...at, name: 'thread_sort_index', args: { sort_index: at.tid } });
    events.push({
      ph: 'X',
      ...at,
      ts: from,
      dur: to - from,
      cat: 'lane',
      name: label,
      args: {
        kind: lane.kind,
        label,
        ...(parent && { parent: `${parent.pid}.${parent.tid}` }),
        ...(lane.exit !== undefined && { exit: lane.exit }),
        ...(lane.terminated && { terminated: true }),
        ...(lane.open && { open: true }),
      },
    });
    if (!lane.open) {
      const name =
        lane.exit === undefined
          ? lane.terminated
            ? 'terminated'
            : 'ended'
          : typeof lane.exit === 'number'
            ? `exit ${lane.exit}`
            : lane.exit;
      events.push({ ph: 'i', ...at, ts: to, cat: 'exit', name, s: 't' });
    }
    if (lane.woke !== undefined) {
      const woke = inside(lane.woke);
      events.push({ ph: 'X', ...at, ts: from, dur: woke - from, cat: 'boot', name: 'boot' });
    }
    if (parent && lane.parent) {
      const id = ++flow;
      const began = Math.min(from, micros(lane.parent.ended));
      events.push({ ph: 's', ...parent, ts: began, cat: 'spawn', name: 'spawn', id });
      events.push({ ph: 'f', ...at, ts: from, cat: 'spawn', name: 'spawn', id, bp: 'e' });
    }

    const spans = of(lane.lines, 'b').map(({ t, u }): [number, number] => [t, u]);
    if (spans.length > mostSpans)
      leftOut.spans = Number(leftOut.spans ?? 0) + spans.length - mostSpans;
    for (const [t, u] of joinSpans(spans, mostSpans)) {
      const began = inside(t);
      events.push({ ph: 'X', ...at, ts: began, dur: inside(u) - began, cat: 'busy', name: 'busy' });
    }
    // A thread that was killed could not close its last span. Had it gone back to waiting after its last
    // event, the probe would have noted a span within about a millisecond.
    if (lane.woke !== undefined && of(lane.lines, 'X').length === 0) {
      const closed = Math.max(...spans.map(([, u]) => u), 0);
      const [first] = lane.lines.filter(({ t }) => t > closed);
      const last = lane.lines.findLast(({ e }) => e !== 'b');
      if (first && last && last.t > closed && lane.ended - last.t > 2e6) {
        const began = inside(first.t);
        const dur = to - began;
        events.push({
          ph: 'X',
          ...at,
          ts: began,
          dur,
          cat: 'busy',
          name: 'busy',
          args: { untilKilled: true },
        });
      }
    }

    const answers = new Map(of(lane.lines, 'Q').map((line) => [line.n, line]));
    for (const { t, n, m, u } of of(lane.lines, 'q')) {
      if (request >= mostPerTrace) {
        leftOut.requests = Number(leftOut.requests ?? 0) + 1;
        continue;
      }
      const id = ++request;
      const name = `${m} ${u}`;
      const answer = answers.get(n);
      events.push({ ph: 'b', ...at, ts: inside(t), cat: 'request', name, id });
      events.push({
        ph: 'e',
        ...at,
        ts: answer ? inside(answer.t) : to,
        cat: 'request',
        name,
        id,
        args: answer ? { status: answer.s } : {},
      });
    }
    for (const { of: what } of of(lane.lines, 'c')) leftOut[what] = 'unknown';
    written += lane.lines.length;
    cost += of(lane.lines, 'X').reduce((sum, { spent }) => sum + spent / 1e6, 0);
  }

  for (const message of matchMessages(lanes)) {
    const { send, receipt, from, to } = message;
    // Within one thread there is nothing to draw.
    if (!to || from === to || send.k === 'internal') continue;
    const cat = send.k === 'connection' ? 'connection' : 'message';
    const ts = micros(Math.min(send.t, from.ended));
    if (!receipt) {
      const target = labels[lanes.indexOf(to)] ?? '';
      events.push({
        ph: 'i',
        ...place(from.key),
        ts,
        cat: 'lost',
        name: `${cat} not received`,
        s: 't',
        args: { to: target },
      });
      continue;
    }
    if (flow >= mostPerTrace) {
      leftOut.messages = Number(leftOut.messages ?? 0) + 1;
      continue;
    }
    const id = ++flow;
    const args: FlowArgs = {
      ...(send.n !== undefined && { bytes: send.n }),
      ...(send.x !== undefined && { transferred: send.x }),
    };
    events.push({
      ph: 's',
      ...place(from.key),
      ts,
      cat,
      name: cat,
      id,
      ...(Object.keys(args).length > 0 && { args }),
    });
    const arrived = Math.max(ts, micros(Math.min(receipt.t, to.ended)));
    events.push({ ph: 'f', ...place(to.key), ts: arrived, cat, name: cat, id, bp: 'e' });
  }

  return {
    traceEvents: events.sort(byTime),
    displayTimeUnit: 'ms',
    otherData: {
      id: run.id,
      run: run.run,
      node: main ? (of(main.lines, 'S')[0]?.node ?? '') : '',
      duration: run.duration,
      probe: { events: written, cost: Number(cost.toFixed(1)) },
      ...(Object.keys(leftOut).length > 0 && { leftOut }),
    },
  };
}

interface Message {
  send: LineOf<'s'>;
  receipt?: LineOf<'r'>;
  from: Draft;
  /** Absent where only its receipt could have told. */
  to?: Draft;
}

function append<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

/**
 * Pairs sends with receipts: a channel keeps the order of its messages, so the nth that was sent in one
 * direction is the nth that was received.
 */
function matchMessages(lanes: readonly Draft[]): Message[] {
  const ends = portsOfThreads(lanes);
  let messages = matchOnce(lanes, ends);
  // A port that arrived with a message is known once that message is matched, and may itself carry ports.
  for (let known = -1; known !== ends.size;) {
    known = ends.size;
    for (const { send, receipt } of messages) {
      receipt?.p?.forEach((name, index) => {
        const end = send.p?.[index];
        if (end) ends.set(name, end);
      });
    }
    messages = matchOnce(lanes, ends);
  }
  return messages;
}

/** Ports that threads were given as workerData: the thread's name for each, and which end it is. */
function portsOfThreads(lanes: readonly Draft[]): Map<string, PortEnd> {
  const ends = new Map<string, PortEnd>();
  for (const { key, lines } of lanes) {
    let given: LineOf<'m'> | undefined;
    for (const line of lines) {
      if (line.e === 'm') given = line;
      if (line.e !== 'W') continue;
      for (const [name, ...end] of given?.p ?? [])
        if (end.length === 2) ends.set(`start-${key.split('-')[0]}-${line.thread}-${name}`, end);
      given = undefined;
    }
  }
  return ends;
}

/** Follows a port's local names to the channel that it belongs to. */
function resolve([channel, direction]: PortEnd, ends: ReadonlyMap<string, PortEnd>): PortEnd {
  const end = ends.get(channel);
  if (!end) return [channel, direction];
  // Under its local name a port sends downwards, whichever end it is.
  const outward = end[1];
  const inward = outward === 'd' ? 'u' : 'd';
  return resolve([end[0], direction === 'd' ? outward : inward], ends);
}

function matchOnce(lanes: readonly Draft[], ends: ReadonlyMap<string, PortEnd>): Message[] {
  const byKey = new Map(lanes.map((lane) => [lane.key, lane]));
  const channels = new Map<string, { line: LineOf<'s' | 'u' | 'r'>; lane: Draft }[]>();
  for (const lane of lanes) {
    for (const line of lane.lines) {
      if (line.e === 's' || line.e === 'r' || line.e === 'u')
        append(channels, resolve([line.ch, line.d], ends).join('|'), { line, lane });
    }
  }
  const messages: Message[] = [];
  for (const [key, entries] of channels) {
    const sends: { send: LineOf<'s'>; from: Draft }[] = [];
    const receipts: { receipt: LineOf<'r'>; to: Draft }[] = [];
    // A port may have been in several threads, so its lines stand in several files.
    for (const { line, lane } of entries.toSorted((a, b) => a.line.t - b.line.t)) {
      if (line.e === 's') sends.push({ send: line, from: lane });
      else if (line.e === 'u') sends.pop();
      else receipts.push({ receipt: line, to: lane });
    }
    // `ipc-<pid>` or `port-<pid>-<thread>` is named after the lane below, so its receiver is known in any case.
    const [channel = '', direction] = key.split('|');
    const [kind, pid, thread = '0'] = channel.split('-');
    const below = kind === 'ipc' || kind === 'port' ? byKey.get(`${pid}-${thread}`) : undefined;
    const receiver = direction === 'd' ? below : below?.parent;
    for (const [n, { send, from }] of sends.entries()) {
      const received = receipts[n];
      const to = received?.to ?? receiver;
      messages.push({
        send,
        from,
        ...(received && { receipt: received.receipt }),
        ...(to && { to }),
      });
    }
  }
  return messages.sort((a, b) => a.send.t - b.send.t);
}

/** Names first, then by time; of what begins together, the longer before the shorter. */
function byTime(a: TraceEvent, b: TraceEvent): number {
  const [atA, atB] = [a, b].map((event) => (event.ph === 'M' ? -1 : event.ts));
  const [lengthA, lengthB] = [a, b].map((event) => (event.ph === 'X' ? event.dur : 0));
  return (
    (atA ?? 0) - (atB ?? 0) || a.pid - b.pid || a.tid - b.tid || (lengthB ?? 0) - (lengthA ?? 0)
  );
}

// ---- files --------------------------------------------------------------------------------------------

/** The text of a stored timeline: JSON with an event to each line, so that a change can be read as a diff. */
export function writeTrace({ traceEvents, ...rest }: Trace): string {
  const lines = traceEvents.map((event) => JSON.stringify(event)).join(',\n');
  return `${JSON.stringify(rest).slice(0, -1)},"traceEvents":[\n${lines}\n]}\n`;
}

/**
 * The timeline of a snippet's recording.
 *
 * @returns undefined where there is none.
 */
export function readTrace(id: string): Trace | undefined {
  const path = tracePath(id);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Trace) : undefined;
}
