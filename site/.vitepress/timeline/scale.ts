import type { Lane, Span, Timeline } from './model.ts';

/** A stretch of time and where it is drawn, in percent of the width. */
interface Piece extends Span {
  left: number;
  right: number;
  /** Nothing happened in it, so it is drawn short. */
  folded: boolean;
}

/** Where each moment of a run is drawn. */
export interface Scale {
  /** Percent of the width. */
  x: (at: number) => number;
  pieces: Piece[];
  ticks: number[];
}

/** Room for strokes at both edges, in percent. */
const [leftmost, rightmost] = [0.4, 99.4];
/** An idle gap that would take more than this share of the width is folded. */
const longGap = 0.06;
/** Width of a fold, in percent. */
const foldWidth = 3.2;
/** Ticks stand at least this far apart, in percent: their labels fit on a phone. */
const tickDistance = 17;

/**
 * Lays a run out from left to right, with long stretches in which nothing happened drawn short.
 */
export function scaleOf(timeline: Timeline): Scale {
  const gaps = idleGaps(timeline);
  // Folding one gap makes all others wider, so go on until none is too wide.
  let folded: Span[] = [];
  for (;;) {
    const shown = timeline.duration - folded.reduce((sum, { from, to }) => sum + to - from, 0);
    const next = gaps.filter(({ from, to }) => to - from > shown * longGap);
    if (next.length === folded.length) break;
    folded = next;
  }

  const shown = timeline.duration - folded.reduce((sum, { from, to }) => sum + to - from, 0);
  const perMillisecond =
    (rightmost - leftmost - folded.length * foldWidth) / Math.max(shown, Number.EPSILON);
  const pieces: Piece[] = [];
  let left = leftmost;
  const push = (from: number, to: number, isFold: boolean): void => {
    if (to <= from) return;
    const right = left + (isFold ? foldWidth : (to - from) * perMillisecond);
    pieces.push({ from, to, left, right, folded: isFold });
    left = right;
  };
  let at = 0;
  for (const { from, to } of folded) {
    push(at, from, false);
    push(from, to, true);
    at = to;
  }
  push(at, timeline.duration, false);

  const x = (moment: number): number => {
    const piece = pieces.find(({ to }) => moment <= to) ?? pieces.at(-1);
    if (!piece) return leftmost;
    const share = (moment - piece.from) / (piece.to - piece.from);
    return piece.left + Math.min(Math.max(share, 0), 1) * (piece.right - piece.left);
  };
  return { x, pieces, ticks: ticksOf(pieces, x, shown) };
}

/** Stretches in which no lane did anything. */
function idleGaps({ duration, lanes, arrows }: Timeline): Span[] {
  const moment = (at: number): Span => ({ from: at, to: at });
  const active = [
    ...lanes.flatMap((lane: Lane) => [
      moment(lane.from),
      moment(lane.to),
      ...(lane.woke === undefined ? [] : [{ from: lane.from, to: lane.woke }]),
      ...lane.busy,
      ...lane.requests.flatMap(({ from, to }) => [moment(from), moment(to)]),
      ...lane.lost.map(({ at }) => moment(at)),
    ]),
    ...arrows.flatMap(({ sent, received }) => [moment(sent), moment(received)]),
    moment(duration),
  ].sort((a, b) => a.from - b.from);
  const gaps: Span[] = [];
  let end = 0;
  for (const { from, to } of active) {
    // A little air on both sides, so that what follows a fold does not stick to it.
    const air = Math.min((from - end) * 0.1, duration * 0.004);
    if (from > end) gaps.push({ from: end + air, to: from - air });
    end = Math.max(end, to);
  }
  return gaps;
}

/** Round moments, far enough apart for their labels and none inside of a fold. */
function ticksOf(pieces: readonly Piece[], x: Scale['x'], shown: number): number[] {
  const least = (shown * tickDistance) / 100;
  const magnitude = 10 ** Math.floor(Math.log10(least || 1));
  const step = [1, 2, 5, 10].map((n) => n * magnitude).find((n) => n >= least) ?? magnitude;
  const ticks: number[] = [];
  for (const { from, to, folded } of pieces) {
    if (folded) continue;
    for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
      const previous = ticks.at(-1);
      const far = previous === undefined || x(at) - x(previous) >= tickDistance * 0.8;
      if (far && x(at) < 96) ticks.push(at);
    }
  }
  return ticks;
}
