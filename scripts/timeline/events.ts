import { labelsOf, type Draft } from './lanes.ts';
import { linesOf, type Capped } from './lines.ts';
import type { Message } from './messages.ts';
import { requestsOf } from './requests.ts';
import { busySpans } from './spans.ts';
import type { FlowArgs, FlowKind, Trace, TraceEvent } from './trace.ts';

/** Arrows, and requests, that one timeline holds; more would be neither read nor drawn. */
const mostPerTrace = 1000;

/** Puts lanes and messages down as events, in whole microseconds since the start of the run. */
export class EventBuilder {
  readonly #events: TraceEvent[] = [];
  readonly leftOut: NonNullable<Trace['otherData']['leftOut']> = {};
  readonly labelOf: (lane: Draft) => string;
  readonly #placeOf: (lane: Draft) => { pid: number; tid: number };
  readonly #micros: (t: number) => number;
  #flows = 0;
  #requests = 0;

  constructor(lanes: readonly Draft[], from: number, to: number) {
    const labels = labelsOf(lanes);
    const numbers = numbersOf(lanes);
    this.labelOf = (lane) => labels[lanes.indexOf(lane)] ?? '';
    this.#placeOf = (lane) => numbers.get(lane) ?? { pid: 0, tid: 0 };
    this.#micros = (t) => Math.round((Math.min(Math.max(t, from), to) - from) / 1000);
  }

  /** All events in the order in which they are stored. */
  inOrder(): TraceEvent[] {
    return this.#events.sort(byTime);
  }

  addLane(lane: Draft): void {
    const at = this.#placeOf(lane);
    const label = this.labelOf(lane);
    const { from, to } = this.#span(lane);
    const parent = lane.parent && this.#placeOf(lane.parent);
    this.#addNames(at, label);
    this.#events.push({
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
    if (!lane.open)
      this.#events.push({ ph: 'i', ...at, ts: to, cat: 'exit', name: endOf(lane), s: 't' });
    if (lane.woke !== undefined) {
      const dur = this.#inside(lane, lane.woke) - from;
      this.#events.push({ ph: 'X', ...at, ts: from, dur, cat: 'boot', name: 'boot' });
    }
    if (lane.parent)
      this.#addFlow('spawn', lane.parent, lane, { sent: lane.spawned, received: lane.spawned });
    this.#addBusy(lane);
    this.#addRequests(lane);
    for (const what of ['messages', 'requests', 'spans'] as const)
      this.#leaveOut(what, linesOf(lane.lines, 'c').findLast((line) => line.of === what)?.n ?? 0);
  }

  addMessage({ send, receipt, from, to }: Message): void {
    // Within one thread there is nothing to draw.
    if (!from || !to || from === to || send?.k === 'internal') return;
    const cat = send?.k === 'connection' ? 'connection' : 'message';
    const instant = { ph: 'i', name: cat, s: 't' } as const;
    if (send && receipt) {
      if (this.#flows >= mostPerTrace) return this.#leaveOut('messages', 1);
      const args: FlowArgs = {
        ...(send.n !== undefined && { bytes: send.n }),
        ...(send.x !== undefined && { transferred: send.x }),
      };
      this.#addFlow(cat, from, to, { sent: send.t, received: receipt.t }, args);
    } else if (send) {
      const ts = this.#inside(from, send.t);
      const place = { ...instant, ...this.#placeOf(from), ts, args: { to: this.labelOf(to) } };
      // Who has no probe cannot say what it received.
      if (to.woke === undefined) this.#events.push({ ...place, cat: 'sent' });
      else this.#events.push({ ...place, cat: 'lost', name: `${cat} not received` });
    } else if (receipt && from.woke === undefined) {
      const ts = this.#inside(to, receipt.t);
      const args = { from: this.labelOf(from) };
      this.#events.push({ ...instant, ...this.#placeOf(to), ts, cat: 'received', args });
    }
  }

  #span(lane: Draft): { from: number; to: number } {
    const from = this.#micros(lane.spawned);
    return { from, to: Math.max(this.#micros(lane.ended), from) };
  }

  /** A moment of a lane, which is never outside of it. */
  #inside(lane: Draft, t: number): number {
    const { from, to } = this.#span(lane);
    return Math.min(Math.max(this.#micros(t), from), to);
  }

  #addNames(at: { pid: number; tid: number }, name: string): void {
    const meta = { ph: 'M', cat: '__metadata', ...at, ts: 0 } as const;
    if (at.tid === 1) {
      this.#events.push({ ...meta, name: 'process_name', args: { name } });
      this.#events.push({ ...meta, name: 'process_sort_index', args: { sort_index: at.pid } });
    }
    this.#events.push({ ...meta, name: 'thread_name', args: { name } });
    this.#events.push({ ...meta, name: 'thread_sort_index', args: { sort_index: at.tid } });
  }

  #addFlow(
    cat: FlowKind,
    from: Draft,
    to: Draft,
    { sent, received }: { sent: number; received: number },
    args: FlowArgs = {},
  ): void {
    const flow = { cat, name: cat, id: ++this.#flows } as const;
    const arrived = this.#inside(to, received);
    const left = Math.min(this.#inside(from, sent), arrived);
    const more = Object.keys(args).length > 0 && { args };
    this.#events.push({ ph: 's', ...this.#placeOf(from), ts: left, ...flow, ...more });
    this.#events.push({ ph: 'f', ...this.#placeOf(to), ts: arrived, ...flow, bp: 'e' });
  }

  #addBusy(lane: Draft): void {
    const at = this.#placeOf(lane);
    const { spans, joined } = busySpans(lane);
    this.#leaveOut('spans', joined);
    for (const { from, to, untilKilled } of spans) {
      const ts = this.#inside(lane, from);
      const dur = Math.max(this.#inside(lane, to) - ts, 0);
      const more = untilKilled && { args: { untilKilled } };
      this.#events.push({ ph: 'X', ...at, ts, dur, cat: 'busy', name: 'busy', ...more });
    }
  }

  #addRequests(lane: Draft): void {
    const at = this.#placeOf(lane);
    for (const { name, from, answer } of requestsOf(lane)) {
      if (this.#requests >= mostPerTrace) {
        this.#leaveOut('requests', 1);
        continue;
      }
      const request = { cat: 'request', name, id: ++this.#requests } as const;
      const end = answer ? this.#inside(lane, answer.at) : this.#span(lane).to;
      const args = answer ? { status: answer.status } : {};
      this.#events.push({ ph: 'b', ...at, ts: this.#inside(lane, from), ...request });
      this.#events.push({ ph: 'e', ...at, ts: end, ...request, args });
    }
  }

  #leaveOut(what: Capped, n: number): void {
    if (n > 0) this.leftOut[what] = (this.leftOut[what] ?? 0) + n;
  }
}

/** Small numbers: one for each process, and one for each thread in it. */
function numbersOf(lanes: readonly Draft[]): Map<Draft, { pid: number; tid: number }> {
  const processes = [...new Set(lanes.map(({ key }) => key.split('-')[0]))];
  const threads = new Map<number, number>();
  return new Map(
    lanes.map((lane) => {
      const pid = processes.indexOf(lane.key.split('-')[0]) + 1;
      const tid = (threads.get(pid) ?? 0) + 1;
      threads.set(pid, tid);
      return [lane, { pid, tid }];
    }),
  );
}

function endOf({ exit, terminated }: Draft): string {
  if (exit === undefined) return terminated ? 'terminated' : 'ended';
  return typeof exit === 'number' ? `exit ${exit}` : exit;
}

/** Names first, then by time; of what begins together, the longer before the shorter. */
function byTime(a: TraceEvent, b: TraceEvent): number {
  const [atA, atB] = [a, b].map((event) => (event.ph === 'M' ? -1 : event.ts));
  const [lengthA, lengthB] = [a, b].map((event) => (event.ph === 'X' ? event.dur : 0));
  return (
    (atA ?? 0) - (atB ?? 0) || a.pid - b.pid || a.tid - b.tid || (lengthB ?? 0) - (lengthA ?? 0)
  );
}
