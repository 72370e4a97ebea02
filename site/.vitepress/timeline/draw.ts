import { escape } from '../figures/output.ts';
import type { Arrow, Lane, Span, Timeline } from './model.ts';
import type { Scale } from './scale.ts';
import { lengthText, sizeText, type Words } from './words.ts';

export type Form = 'compact' | 'full';

/**
 * Sizes in pixels. Lengths along the time axis are percentages instead, so that a drawing fits every width
 * with its text at the size of text.
 */
const sizes = {
  full: { row: 44, label: 11, bar: 17, height: 13, request: 32 },
  compact: { row: 33, label: 9, bar: 13, height: 9, request: 23 },
};

/** How much is drawn before things are merged: `gap` and `stretch` in percent, `spans` and `requests` per lane. */
const limits = {
  full: { rows: 16, arrows: 40, gap: 0.12, spans: 80, stretch: 0.5, requests: 60 },
  compact: { rows: 6, arrows: 24, gap: 0.3, spans: 24, stretch: 1, requests: 24 },
};

type LaneLimit = Pick<(typeof limits)[Form], 'gap' | 'spans' | 'stretch' | 'requests'>;

/** Room below the rows for the axis and its labels, and above them for the lengths of folds. */
const [axisRoom, foldRoom] = [22, 16];

/** Classes of shapes, from the ground up. */
const layers = [
  'grid',
  'boot',
  'life',
  'program',
  'partly',
  'busy',
  'request',
  'unanswered',
  'fold',
  'edge',
  'spawn',
  'connection',
  'connection-tip',
  'message',
  'message-tip',
  'end',
  'lost',
  'again',
  'crash',
  'label',
  'note',
  'bad',
  'axis',
  'tick',
] as const;

type Layer = (typeof layers)[number];

/** Lanes that are drawn at one height. */
interface Row {
  label: string;
  lanes: Lane[];
  /** The top, in pixels. */
  y: number;
}

/** A drawing, and what it could not show. */
export interface Drawing {
  svg: string;
  /** Whether busy spans were too many to draw one by one. */
  partly: boolean;
  /** Lanes that found no room. */
  lanesLeft: number;
}

/** Draws a run as SVG that is readable at any width, without a script and in both themes. */
export function draw(
  timeline: Timeline,
  scale: Scale,
  form: Form,
  t: Words,
  text: { title: string; description: string },
): Drawing {
  const size = sizes[form];
  const limit = limits[form];
  const full = form === 'full';
  const folds = scale.pieces.filter(({ folded }) => folded);
  const top = full && folds.length > 0 ? foldRoom : 2;
  const all = rowsOf(timeline.lanes, limit.rows);
  const rows = all
    .slice(0, limit.rows)
    .map((row, index) => ({ ...row, y: top + index * size.row }));
  const rowOf = new Map(rows.flatMap((row) => row.lanes.map((lane) => [lane, row] as const)));
  const bottom = top + rows.length * size.row;
  const px = (at: number): string => `${percent(scale.x(at))}%`;

  const shapes = new Map<Layer, string[]>(layers.map((layer) => [layer, []]));
  const add = (layer: Layer, shape: string): void => void shapes.get(layer)?.push(shape);
  /** Words that appear when a reader points at a shape; the compact form does without. */
  const withHint = (tag: string, attributes: string, hint: string): string =>
    full && hint
      ? `<${tag} ${attributes}><title>${escape(hint)}</title></${tag}>`
      : `<${tag} ${attributes}/>`;
  const bar = (layer: Layer, { from, to }: Span, y: number, high: number, hint = ''): void => {
    const x = scale.x(from);
    const width = percent(Math.max(scale.x(to) - x, 0));
    const place = `x="${percent(x)}%" y="${y}" width="${width}%" height="${high}"`;
    add(layer, withHint('rect', place, hint));
  };
  const vertical = (layer: Layer, x: string, y1: number, y2: number): void =>
    add(layer, `<line x1="${x}" y1="${y1}" x2="${x}" y2="${y2}"/>`);
  /** A path in pixels around a point whose place along the axis is a percentage. */
  const glyph = (layer: Layer, at: number, y: number, path: string): void =>
    add(layer, `<svg x="${px(at)}" y="${y}"><path d="${path}"/></svg>`);
  const write = (layer: Layer, attributes: string, words: string): void =>
    add(layer, `<text ${attributes}>${escape(words)}</text>`);

  const drawLane = (lane: Lane, y: number, share: LaneLimit): void => {
    const barTop = y + size.bar;
    const middle = barTop + size.height / 2;
    const woke = lane.woke ?? lane.from;
    if (woke > lane.from) bar('boot', { from: lane.from, to: woke }, middle - 1.5, 3);
    const layer = lane.kind === 'program' ? 'program' : 'life';
    bar(layer, { from: woke, to: lane.to }, barTop, size.height);
    for (const { span, partly } of busySpans(lane, scale, share)) {
      const length = span.to - span.from;
      const hint = partly || length < 1 ? '' : t.busyHint(lengthText(length));
      bar(partly ? 'partly' : 'busy', span, barTop, size.height, hint);
    }
    for (const { span, hint, answered } of requestBars(lane, scale, share))
      bar(answered ? 'request' : 'unanswered', span, y + size.request, 3, hint);
    for (const { at } of lane.lost) glyph('lost', at, barTop + size.height, 'M-3 1l6 6m0-6l-6 6');
    if (lane.after) glyph('again', lane.from, middle, 'M-6-3.5a4 4 0 1 0 1 5.5M-9-4h3.5v-3.5');
    const reach = size.height - 2;
    if (lane.failed)
      glyph(
        'crash',
        lane.to,
        middle,
        `M-${reach / 2}-${reach / 2}l${reach} ${reach}m0-${reach}l-${reach} ${reach}`,
      );
    else if (lane.end !== undefined)
      glyph('end', lane.to, middle, `M0-${size.height / 2}v${size.height}`);
  };

  const drawLabel = ({ label, lanes, y }: Row): void => {
    write('label', `y="${y + size.label}"`, label);
    const [lane] = lanes;
    if (lanes.length !== 1 || !lane?.end) return;
    if (!lane.failed && (!full || lane.end === 'exit 0')) return;
    // Behind the end of the bar where there is room, else above it.
    const place =
      scale.x(lane.to) < 76
        ? `x="${px(lane.to)}" dx="10" y="${y + size.bar + size.height - 2}"`
        : `class="tl-right" x="100%" y="${y + size.label}"`;
    write(lane.failed ? 'bad' : 'note', place, t.end(lane.end));
  };

  const drawArrow = ({ arrow, count }: MergedArrow): void => {
    const [from, to] = [rowOf.get(arrow.from), rowOf.get(arrow.to)];
    if (!from || !to || from === to) return;
    const down = to.y > from.y;
    const y1 = from.y + size.bar + (down ? size.height : 0);
    const y2 = to.y + size.bar + (down ? 0 : size.height);
    if (arrow.kind === 'spawn') return vertical('spawn', px(arrow.sent), y1, y2);
    const hint = [
      `${arrow.from.label} → ${arrow.to.label}${count > 1 ? ` ×${count}` : ''}`,
      count === 1 && arrow.bytes ? sizeText(arrow.bytes) : '',
      count === 1 && arrow.transferred ? t.transferred(sizeText(arrow.transferred)) : '',
    ];
    const place = `x1="${px(arrow.sent)}" y1="${y1}" x2="${px(arrow.received)}" y2="${down ? y2 - 5 : y2 + 5}"`;
    const many = count > 1 ? ' class="tl-many"' : '';
    add(arrow.kind, withHint('line', place + many, hint.filter(Boolean).join(', ')));
    glyph(`${arrow.kind}-tip`, arrow.received, y2, down ? 'M-3-5.5h6L0 0z' : 'M-3 5.5h6L0 0z');
  };

  for (const at of scale.ticks) vertical('grid', px(at), top, bottom);
  for (const row of rows) {
    // Lanes that share a row share what it may hold.
    const spans = limit.spans / row.lanes.length;
    const requests = limit.requests / row.lanes.length;
    for (const lane of row.lanes) drawLane(lane, row.y, { ...limit, spans, requests });
    drawLabel(row);
  }
  const seen = timeline.arrows.filter(({ from, to }) => rowOf.has(from) && rowOf.has(to));
  for (const arrow of mergeArrows(seen, rowOf, scale, limit.arrows)) drawArrow(arrow);

  for (const { left, right } of folds) {
    const [from, width] = [`${percent(left)}%`, `${percent(right - left)}%`];
    add('fold', `<rect x="${from}" y="${top}" width="${width}" height="${bottom - top}"/>`);
    vertical('edge', from, top, bottom);
    vertical('edge', `${percent(right)}%`, top, bottom);
  }
  if (full) {
    for (const { left, right, from, to } of spaced(folds, ({ left }) => left, 13))
      write(
        'tick',
        `class="tl-middle" x="${percent((left + right) / 2)}%" y="10"`,
        lengthText(to - from),
      );
  }
  add('axis', `<line x1="0" y1="${bottom}" x2="100%" y2="${bottom}"/>`);
  for (const at of scale.ticks) {
    vertical('axis', px(at), bottom, bottom + 4);
    const middle = scale.x(at) < 4 ? '' : 'class="tl-middle" ';
    write('tick', `${middle}x="${px(at)}" y="${bottom + 16}"`, lengthText(at));
  }

  const drawn = layers.map((layer) => {
    const list = shapes.get(layer) ?? [];
    return list.length > 0 ? `<g class="tl-${layer}">${list.join('')}</g>` : '';
  });
  const words = `<title>${escape(text.title)}</title><desc>${escape(text.description)}</desc>`;
  return {
    partly: (shapes.get('partly') ?? []).length > 0,
    svg: `<svg class="tl-plot" width="100%" height="${bottom + axisRoom}" role="img" aria-label="${escape(text.title)}">${words}${drawn.join('')}</svg>`,
    lanesLeft: all.slice(limit.rows).reduce((sum, { lanes }) => sum + lanes.length, 0),
  };
}

const percent = (value: number): string => String(Number(value.toFixed(2)));

/** A row for each lane; where there are too many, lanes of one kind that follow each other share a row. */
function rowsOf(lanes: readonly Lane[], most: number): Omit<Row, 'y'>[] {
  if (lanes.length <= most) return lanes.map((lane) => ({ label: lane.label, lanes: [lane] }));
  const rows: Lane[][] = [];
  for (const lane of lanes) {
    const row = rows.find((others) => {
      const last = others.at(-1);
      return (
        last?.parent &&
        last.parent === lane.parent &&
        last.kind === lane.kind &&
        last.to <= lane.from
      );
    });
    if (row) row.push(lane);
    else rows.push([lane]);
  }
  return rows.map((row) => ({ label: sharedLabel(row), lanes: row }));
}

/** `worker 1, 3 · thread` for lanes that share a row, `worker 1, 3 … 9 · thread` for many. */
function sharedLabel(lanes: readonly Lane[]): string {
  const [first] = lanes;
  if (!first || lanes.length === 1) return first?.label ?? '';
  const parts = lanes.map(({ label }) => /^(?<name>.*?) (?<n>\d+)(?<rest>.*)$/.exec(label)?.groups);
  const names = new Set(parts.map((part) => `${part?.name}|${part?.rest}`));
  const numbers = parts.map((part) => part?.n);
  if (names.size > 1 || numbers.includes(undefined)) return `${first.label} … (${lanes.length})`;
  const list =
    numbers.length > 3
      ? `${numbers.slice(0, 2).join(', ')} … ${numbers.at(-1)}`
      : numbers.join(', ');
  return `${parts[0]?.name} ${list}${parts[0]?.rest}`;
}

/** Spans without the gaps that nobody could see. */
function joined(spans: readonly Span[], { x }: Scale, gap: number): Span[] {
  const result: Span[] = [];
  for (const { from, to } of spans) {
    const previous = result.at(-1);
    if (previous && x(from) - x(previous.to) < gap) previous.to = Math.max(previous.to, to);
    else result.push({ from, to });
  }
  return result;
}

/**
 * What a lane was busy with, as spans. Of more spans than can be seen, how much of each short stretch they
 * fill: joining them over their gaps would show a thread that wakes often as one that never rests.
 */
function busySpans(
  { busy, from, to }: Lane,
  scale: Scale,
  { gap, spans: most, stretch }: LaneLimit,
): { span: Span; partly: boolean }[] {
  if (busy.length <= most) return joined(busy, scale, gap).map((span) => ({ span, partly: false }));
  const result: { span: Span; partly: boolean }[] = [];
  for (const piece of scale.pieces) {
    if (piece.folded || piece.to <= from || piece.from >= to) continue;
    const length = (stretch * (piece.to - piece.from)) / (piece.right - piece.left);
    for (let start = Math.max(piece.from, from); start < Math.min(piece.to, to); start += length) {
      const end = Math.min(start + length, piece.to, to);
      const filled = busy.reduce(
        (sum, span) => sum + Math.max(0, Math.min(span.to, end) - Math.max(span.from, start)),
        0,
      );
      const share = filled / (end - start);
      if (share < 0.1) continue;
      const partly = share < 0.75;
      const previous = result.at(-1);
      if (previous?.partly === partly && previous.span.to === start) previous.span.to = end;
      else result.push({ span: { from: start, to: end }, partly });
    }
  }
  return result;
}

function requestBars(
  { requests }: Lane,
  scale: Scale,
  { gap, requests: most }: LaneLimit,
): { span: Span; answered: boolean; hint: string }[] {
  const answered = requests.filter(({ status }) => status !== undefined);
  const lone = ({ name, status, from, to }: Lane['requests'][number]) => ({
    span: { from, to },
    answered: status !== undefined,
    hint: `${name}${status === undefined ? '' : ` ${status}`}, ${lengthText(to - from)}`,
  });
  // Of many requests, only whether there was one can be seen.
  const bars =
    answered.length <= most
      ? answered.map(lone)
      : joined(answered, scale, gap).map((span) => ({ span, answered: true, hint: '' }));
  return [...bars, ...requests.filter(({ status }) => status === undefined).map(lone)];
}

/** Of things that stand too close to each other, the first. */
function spaced<T>(items: readonly T[], place: (item: T) => number, distance: number): T[] {
  const kept: T[] = [];
  for (const item of items) {
    const previous = kept.at(-1);
    if (previous === undefined || place(item) - place(previous) >= distance) kept.push(item);
  }
  return kept;
}

interface MergedArrow {
  arrow: Arrow;
  count: number;
}

/** Merges arrows between the same rows that begin close to each other, until there are few enough. */
function mergeArrows(
  arrows: readonly Arrow[],
  rowOf: ReadonlyMap<Lane, Row>,
  { x }: Scale,
  most: number,
): MergedArrow[] {
  for (let width = 0; ; width = width === 0 ? 0.5 : width * 1.5) {
    const merged = new Map<string, MergedArrow>();
    for (const [index, arrow] of arrows.entries()) {
      const rows = [arrow.from, arrow.to].map((lane) => rowOf.get(lane)?.y);
      const slot = width === 0 ? index : Math.floor(x(arrow.sent) / width);
      const key = [arrow.kind, ...rows, slot].join();
      const other = merged.get(key);
      if (other) other.count++;
      else merged.set(key, { arrow, count: 1 });
    }
    // Wider than the drawing: there is one arrow for each pair of rows, and it cannot become fewer.
    if (merged.size <= most || width > 100) return [...merged.values()];
  }
}
