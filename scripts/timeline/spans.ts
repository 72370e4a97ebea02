import type { Draft } from './lanes.ts';
import { linesOf } from './lines.ts';

/** Busy spans per lane; more are joined over the shortest gaps. */
const mostSpans = 1000;

/** From when to when, in nanoseconds; `untilKilled` where the lane's end cut it off. */
export interface BusySpan {
  from: number;
  to: number;
  untilKilled?: true;
}

/**
 * When a lane was busy, as far as it could say so.
 *
 * @returns The spans, and how many were joined with others.
 */
export function busySpans(lane: Draft): { spans: BusySpan[]; joined: number } {
  const noted = linesOf(lane.lines, 'b').map(({ t, u }) => ({ from: t, to: u }));
  const spans: BusySpan[] = joinSpans(noted, mostSpans);
  const last = lastSpan(lane, noted);
  if (last) spans.push(last);
  return { spans, joined: Math.max(noted.length - mostSpans, 0) };
}

/**
 * A thread that was killed could not close its last span. Had it gone back to waiting after its last event,
 * the probe would have noted a span within about a millisecond.
 */
function lastSpan({ lines, woke, ended }: Draft, noted: readonly BusySpan[]): BusySpan | undefined {
  if (woke === undefined || linesOf(lines, 'X').length > 0) return undefined;
  const closed = Math.max(...noted.map(({ to }) => to), 0);
  const first = lines.find(({ t }) => t > closed);
  const last = lines.findLast(({ e }) => e !== 'b');
  if (!first || !last || last.t <= closed || ended - last.t <= 2e6) return undefined;
  return { from: first.t, to: ended, untilKilled: true };
}

/** Joins spans over the shortest gaps until at most `most` are left. */
function joinSpans(spans: readonly BusySpan[], most: number): BusySpan[] {
  if (spans.length <= most) return [...spans];
  const gaps = spans.slice(1).map(({ from }, index) => from - (spans[index]?.to ?? from));
  const limit = gaps.toSorted((a, b) => a - b)[spans.length - most - 1] ?? 0;
  const result: BusySpan[] = [];
  for (const span of spans) {
    const previous = result.at(-1);
    if (previous && span.from - previous.to <= limit) previous.to = span.to;
    else result.push({ ...span });
  }
  return result;
}
