import type {
  FlowArgs,
  FlowKind,
  LaneKind,
  Trace,
  Unseen,
} from '../../../scripts/timeline/trace.ts';

/** From when to when, in milliseconds since the start of the run. */
export interface Span {
  from: number;
  to: number;
}

export interface Request extends Span {
  name: string;
  /** Absent where no answer was sent. */
  status?: number;
}

/** One process or thread. */
export interface Lane extends Span {
  label: string;
  kind: LaneKind;
  parent?: Lane;
  /** When its own code could first run; absent where nothing but its start and end is known. */
  woke?: number;
  /** How it ended: `exit 1`, `SIGKILL`, `terminated`; absent where nobody saw it. */
  end?: string;
  /** It ended by an error, or by a signal other than those that ask a process to end. */
  failed: boolean;
  /** The failed lane in whose place this one began. */
  after?: Lane;
  busy: Span[];
  requests: Request[];
  /** Messages that nobody received: when each was sent, and to whom. */
  lost: { at: number; to: string }[];
  /** Messages of which one end is known: the other has no probe. */
  halfSeen: ({ to: string } | { from: string })[];
}

/** A message, a connection that was handed on, or a start. */
export interface Arrow extends FlowArgs {
  kind: FlowKind;
  from: Lane;
  to: Lane;
  sent: number;
  received: number;
}

/** A recorded run, as it is drawn and described. */
export interface Timeline {
  duration: number;
  lanes: Lane[];
  arrows: Arrow[];
  /** Whether more happened than the trace holds. */
  incomplete: boolean;
  /** What happened where the probe cannot look. */
  unseen?: Unseen;
}

const milliseconds = (micros: number): number => micros / 1000;

/** Reads a stored trace as lanes and arrows. */
export function readTimeline({ traceEvents, otherData }: Trace): Timeline {
  const lanes = new Map<string, Lane>();
  const place = ({ pid, tid }: { pid: number; tid: number }): string => `${pid}.${tid}`;

  for (const event of traceEvents) {
    if (event.ph !== 'X' || event.cat !== 'lane') continue;
    const { kind, label, exit, parent, terminated } = event.args;
    const above = parent === undefined ? undefined : lanes.get(parent);
    lanes.set(place(event), {
      label,
      kind,
      from: milliseconds(event.ts),
      to: milliseconds(event.ts + event.dur),
      ...(above && { parent: above }),
      failed: !terminated && exit !== undefined && ![0, 'SIGTERM', 'SIGINT'].includes(exit),
      busy: [],
      requests: [],
      lost: [],
      halfSeen: [],
    });
  }

  const open = new Map<number, Request>();
  const sent = new Map<number, Omit<Arrow, 'to' | 'received'>>();
  const arrows: Arrow[] = [];
  for (const event of traceEvents) {
    const lane = lanes.get(place(event));
    if (event.ph === 'M' || !lane) continue;
    const at = milliseconds(event.ts);
    if (event.ph === 'X' && event.cat === 'boot') lane.woke = at + milliseconds(event.dur);
    if (event.ph === 'X' && event.cat === 'busy')
      lane.busy.push({ from: at, to: at + milliseconds(event.dur) });
    if (event.ph === 'i' && event.cat === 'exit') lane.end = event.name;
    if (event.ph === 'i' && event.cat === 'lost') lane.lost.push({ at, to: event.args.to });
    if (event.ph === 'i' && (event.cat === 'sent' || event.cat === 'received'))
      lane.halfSeen.push(event.args);
    if (event.ph === 'b') {
      const request: Request = { name: event.name, from: at, to: lane.to };
      open.set(event.id, request);
      lane.requests.push(request);
    }
    if (event.ph === 'e') {
      const request = open.get(event.id);
      if (request) Object.assign(request, { to: at }, event.args);
    }
    if (event.ph === 's')
      sent.set(event.id, { kind: event.cat, from: lane, sent: at, ...event.args });
    if (event.ph === 'f') {
      const start = sent.get(event.id);
      if (start) arrows.push({ ...start, to: lane, received: at });
    }
  }

  const list = [...lanes.values()];
  findReplacements(list);
  return {
    duration: otherData.duration,
    lanes: list.filter((lane) => list.length > 0 && lane.to >= lane.from),
    arrows,
    incomplete: otherData.leftOut !== undefined,
    ...(otherData.unseen && { unseen: otherData.unseen }),
  };
}

/**
 * Finds lanes that began in the place of a failed one: of the same parent and kind, and the first after its
 * end. Threads and children that are merely started one after another are no replacements, so of them one
 * more must have lived on meanwhile; workers of a cluster are restarted also when they are alone.
 */
function findReplacements(lanes: readonly Lane[]): void {
  const taken = new Set<Lane>();
  for (const lane of lanes.toSorted((a, b) => a.from - b.from)) {
    if (lane.kind === 'program' || !lane.parent) continue;
    const siblings = lanes.filter(
      (other) => other !== lane && other.parent === lane.parent && other.kind === lane.kind,
    );
    const crashed = siblings.find(
      (other) => other.failed && !taken.has(other) && other.to <= lane.from,
    );
    if (!crashed) continue;
    const livedOn = siblings.some((other) => other.from < crashed.to && other.to > lane.from);
    if (lane.kind !== 'cluster' && !livedOn) continue;
    taken.add(crashed);
    lane.after = crashed;
  }
}
