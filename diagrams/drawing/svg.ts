import {
  sizeOf,
  textsOf,
  type Area,
  type Item,
  type Line,
  type Point,
  type Text,
  type Tone,
  type Words,
} from './model.ts';

/** Pixels of a cell and around the whole drawing. */
const cell = { w: 7, h: 18 };
const margin = 4;
const fontSize = 13;

/** What a tone's shapes are drawn with; tints are light, so that the ink on them keeps its contrast. */
const tones: Record<Tone, { stroke: string; fill: string; tint?: string; dash?: boolean }> = {
  plain: { stroke: 'muted', fill: 'surface' },
  quiet: { stroke: 'line', fill: 'surface', dash: true },
  accent: { stroke: 'accent', fill: 'accent-soft' },
  busy: { stroke: 'busy', fill: 'busy', tint: '.13' },
  message: { stroke: 'message', fill: 'message', tint: '.12' },
  ok: { stroke: 'ok', fill: 'ok', tint: '.12' },
  warn: { stroke: 'warn', fill: 'warn', tint: '.13' },
  danger: { stroke: 'danger', fill: 'danger', tint: '.12' },
};
const colour = (name: string): string => `var(--fig-${name})`;

/** Draws a diagram as an SVG element in the theme's colours, to be placed in a page. */
export function toSvg(items: readonly Item[], { title, description }: Words): string {
  const { columns, rows } = sizeOf(items);
  const [width, height] = [columns * cell.w + 2 * margin, rows * cell.h + 2 * margin];
  // What lies below comes first: groups, lifelines and the work on them, arrows, then what the arrows join.
  const lifeline = (item: Item): boolean => item.kind === 'line' && item.heads === 'none';
  const layers: ((item: Item) => boolean)[] = [
    ({ kind }) => kind === 'group',
    lifeline,
    ({ kind }) => kind === 'bar',
    (item) => item.kind === 'line' && !lifeline(item),
    ({ kind }) => kind === 'box' || kind === 'strip',
  ];
  const shapes = layers.flatMap((layer) => items.filter(layer).flatMap(shape));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="${-margin} ${-margin} ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${escape(title)}</title>`,
    `<desc>${escape(description)}</desc>`,
    '<g fill="none" stroke-width="1.25" stroke-linejoin="round">',
    ...shapes,
    '</g>',
    `<g font-size="${fontSize}">`,
    ...textsOf(items).map(({ label, inside }) => words(label, inside)),
    '</g>',
    '</svg>',
  ].join('\n');
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The middle of a cell. */
const px = (x: number): number => (x + 0.5) * cell.w;
const py = (y: number): number => (y + 0.5) * cell.h;

function shape(item: Item): string[] {
  switch (item.kind) {
    case 'group': {
      // The title has the whole first row, so the border rises to the top of it.
      const { x, y, w, h } = outline(item);
      return [
        `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="8" fill="${colour('ink')}" fill-opacity=".035" stroke="${colour('line')}"/>`,
      ];
    }
    case 'box':
    case 'strip': {
      const { x, y, w, h } = outline(item);
      const { stroke, fill, tint } = tones[item.tone];
      const opacity = tint ? ` fill-opacity="${tint}"` : '';
      const drawn = `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="6" fill="${colour(fill)}"${opacity} stroke="${colour(stroke)}"${dash(item.tone)}/>`;
      if (item.kind === 'box') return [drawn];
      const inner = item.cells.slice(1).map((_, index) => {
        const at = px(item.x + (index + 1) * (item.cellWidth + 1));
        return `M${at} ${y}v${h}`;
      });
      return [drawn, `<path d="${inner.join('')}" stroke="${colour(stroke)}"/>`];
    }
    case 'bar': {
      const [top, bottom] = [item.y * cell.h, (item.until + 1) * cell.h];
      return [
        `<rect x="${px(item.x) - 4}" y="${top}" width="8" height="${bottom - top}" rx="3" fill="${colour('busy')}"/>`,
      ];
    }
    case 'line':
      return line(item);
    case 'text':
      return [];
  }
}

const dash = (tone: Tone): string => (tones[tone].dash ? ' stroke-dasharray="4 3"' : '');

/** Where the border of an area is drawn. */
function outline(area: Area & { kind?: Item['kind'] }): Area {
  const rise = area.kind === 'group' ? cell.h / 2 + 1 : 0;
  return {
    x: px(area.x),
    y: py(area.y) - rise,
    w: (area.w - 1) * cell.w,
    h: (area.h - 1) * cell.h + rise,
  };
}

function line({ points, from, to, heads, dashed, tone }: Line): string[] {
  const places = points.map(({ x, y }) => ({ x: px(x), y: py(y) }));
  const [first, last] = [0, places.length - 1];
  places[first] = touch(places[first]!, places[1]!, from);
  places[last] = touch(places[last]!, places[last - 1]!, to);
  const tips: string[] = [];
  if (heads !== 'none') tips.push(tip(places, last, last - 1, to));
  if (heads === 'both') tips.push(tip(places, first, 1, from));
  const stroke = colour(tone === 'plain' ? 'muted' : tone === 'quiet' ? 'line' : tone);
  const pattern = dashed ? ' stroke-dasharray="4 3"' : '';
  const drawn = `<path d="${rounded(places)}" stroke="${stroke}"${pattern}/>`;
  return tips.length === 0 ? [drawn] : [drawn, `<path d="${tips.join('')}" fill="${stroke}"/>`];
}

/** The end of a line, moved onto the drawn border of its area. */
function touch(end: Point, before: Point, area: Area & { kind?: Item['kind'] }): Point {
  if (end.x !== before.x || before.y > end.y) return end;
  return { x: end.x, y: outline(area).y };
}

/** An arrow's head at one end; the line is cut back to its base. */
function tip(places: Point[], index: number, neighbour: number, area: Area): string {
  const [end, before] = [places[index]!, places[neighbour]!];
  const [dx, dy] = [Math.sign(end.x - before.x), Math.sign(end.y - before.y)];
  // A lifeline may carry a bar, which is wider than a border.
  const gap = area.w === 1 ? 4 : 2;
  const [x, y] = [end.x - dx * gap, end.y - dy * gap];
  places[index] = { x: x - dx * 7, y: y - dy * 7 };
  const [bx, by] = [x - dx * 8, y - dy * 8];
  return `M${x} ${y}L${bx - dy * 4} ${by - dx * 4}L${bx + dy * 4} ${by + dx * 4}Z`;
}

/** A path whose corners are rounded. */
function rounded(places: Point[]): string {
  const radius = 6;
  const toward = (from: Point, to: Point): Point => {
    const length = Math.abs(to.x - from.x) + Math.abs(to.y - from.y);
    const part = Math.min(radius, length / 2) / length;
    return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
  };
  return places
    .map((place, index) => {
      const [before, after] = [places[index - 1], places[index + 1]];
      if (!before) return `M${place.x} ${place.y}`;
      if (!after) return `L${place.x} ${place.y}`;
      const [enter, leave] = [toward(place, before), toward(place, after)];
      return `L${enter.x} ${enter.y}Q${place.x} ${place.y} ${leave.x} ${leave.y}`;
    })
    .join('');
}

function words(label: Text, inside: Area | undefined): string {
  // A title in a border starts where the boxes' text would, inside the corner.
  const title = inside && label.y === inside.y;
  const x =
    label.align === 'middle'
      ? label.x * cell.w
      : (title ? label.x - 1 : label.align === 'start' ? label.x : label.x + 1) * cell.w;
  const y = py(label.y) + (title ? 7 : 4.5);
  const anchor = label.align === 'start' ? '' : ` text-anchor="${label.align}"`;
  const look = {
    name: `fill="${colour('ink')}" font-weight="600"`,
    sentence: `fill="${colour('ink')}"`,
    detail: `fill="${colour('muted')}"`,
  }[label.look];
  return `<text x="${x}" y="${y}"${anchor} ${look}>${code(label.text)}</text>`;
}

/** Sets what stands between backticks in the code font. */
function code(label: string): string {
  const family = `font-family="var(--mono, monospace)" font-size="${fontSize - 1}"`;
  return label
    .split('`')
    .map((part, index) =>
      index % 2 === 0 ? escape(part) : `<tspan ${family}>${escape(part)}</tspan>`,
    )
    .join('');
}
