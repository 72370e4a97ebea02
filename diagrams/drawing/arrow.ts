import {
  text,
  type Area,
  type Item,
  type Line,
  type Point,
  type Text,
  type Tone,
} from './model.ts';

export interface ArrowOptions {
  /** Words beside the arrow. */
  label?: string | string[];
  /** Where the words stand, seen from the line; above a level line and right of an upright one if not told. */
  side?: 'above' | 'below' | 'left' | 'right';
  /** The row of a level arrow, the column of an upright one, where the middle is not meant. */
  at?: number;
  /** Corners between the two ends. */
  via?: Point[];
  heads?: Line['heads'];
  dashed?: boolean;
  tone?: Tone;
}

/**
 * An arrow between two areas; its words stand beside its first piece.
 *
 * @throws Error where the two do not face each other and no corner is given, or do not at the place asked for.
 */
export function arrow(from: Area, to: Area, options: ArrowOptions = {}): Item[] {
  const { label, side, at, via = [], heads = 'end', dashed = false, tone = 'plain' } = options;
  const [first, last] = ends(from, to, via, at);
  const points = [first, ...via, last];
  const line: Line = { kind: 'line', points, from, to, heads, dashed, tone };
  return label === undefined ? [line] : [line, ...words(first, points[1]!, [label].flat(), side)];
}

function ends(a: Area, b: Area, via: Point[], at: number | undefined): [Point, Point] {
  const [next, before] = [via[0], via.at(-1)];
  if (next && before) return [border(a, next), border(b, before)];
  const level = shared(a.y, a.h, b.y, b.h);
  const upright = shared(a.x, a.w, b.x, b.w);
  if (level) {
    const y = within(level, at);
    const right = b.x > a.x;
    return [
      { x: right ? a.x + a.w - 1 : a.x, y },
      { x: right ? b.x : b.x + b.w - 1, y },
    ];
  }
  if (upright) {
    const x = within(upright, at);
    const down = b.y > a.y;
    return [
      { x, y: down ? a.y + a.h - 1 : a.y },
      { x, y: down ? b.y : b.y + b.h - 1 },
    ];
  }
  throw new Error(`No straight line from ${JSON.stringify(a)} to ${JSON.stringify(b)}`);
}

/** The cell of an area's border that faces a point. */
function border(area: Area, point: Point): Point {
  const { x, y, w, h } = area;
  if (point.y >= y && point.y < y + h) return { x: point.x < x ? x : x + w - 1, y: point.y };
  return { x: point.x, y: point.y < y ? y : y + h - 1 };
}

/** The cells that two spans have in common, without the corners of larger ones. */
function shared(a: number, aSize: number, b: number, bSize: number): [number, number] | undefined {
  const inner = (start: number, size: number): [number, number] =>
    size > 2 ? [start + 1, start + size - 2] : [start, start + size - 1];
  const [a1, a2] = inner(a, aSize);
  const [b1, b2] = inner(b, bSize);
  const [low, high] = [Math.max(a1, b1), Math.min(a2, b2)];
  return low <= high ? [low, high] : undefined;
}

/** The place asked for, or the middle. */
function within([low, high]: [number, number], at: number | undefined): number {
  if (at === undefined) return Math.floor((low + high) / 2);
  if (at < low || at > high) throw new Error(`An arrow at ${at} misses ${low} to ${high}`);
  return at;
}

function words(start: Point, end: Point, lines: string[], side: ArrowOptions['side']): Text[] {
  const where = side ?? (start.y === end.y ? 'above' : 'right');
  const centre = (start.x + end.x + 1) / 2;
  const row = Math.floor((start.y + end.y - lines.length + 1) / 2);
  switch (where) {
    case 'above':
      return text(centre, start.y - lines.length, lines, 'middle');
    case 'below':
      return text(centre, start.y + 1, lines, 'middle');
    case 'left':
      return text(start.x - 2, row, lines, 'end');
    case 'right':
      return text(start.x + 2, row, lines);
  }
}
