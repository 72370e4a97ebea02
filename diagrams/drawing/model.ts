/**
 * What a diagram is made of. Places are cells of one grid that both forms share: a column is a character of the ASCII
 * form, a row is a line of it, and the SVG form gives each cell the same size in pixels.
 */

/** A cell: column `x`, row `y`. */
export interface Point {
  x: number;
  y: number;
}

/** What a shape says by its colour; the words in it say the same, for readers who do not see the colour. */
export type Tone = 'plain' | 'quiet' | 'accent' | 'busy' | 'message' | 'ok' | 'warn' | 'danger';

/** Anything with a border that an arrow can start from or point at; `w` and `h` count the border's own cells. */
export interface Area {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** A shape with centred lines of text. */
export interface Box extends Area {
  kind: 'box';
  lines: string[];
  /** `named`: the first line is a name, the others say more of it; `sentence`: the lines read on. */
  reads: 'named' | 'sentence';
  tone: Tone;
}

/** A shape around others, with its title at the top left. */
export interface Group extends Area {
  kind: 'group';
  title: string;
}

/** A row of equal cells: a queue, a piece of memory. */
export interface Strip extends Area {
  kind: 'strip';
  cells: string[];
  cellWidth: number;
  tone: Tone;
}

/** A line along `points`, each straight above, below or beside the one before. */
export interface Line {
  kind: 'line';
  points: Point[];
  /** What it joins: its ends are cells of their borders. */
  from: Area;
  to: Area;
  heads: 'none' | 'end' | 'both';
  dashed: boolean;
  tone: Tone;
}

export interface Text {
  kind: 'text';
  /** The first, middle or last column, as `align` says. */
  x: number;
  y: number;
  text: string;
  align: 'start' | 'middle' | 'end';
  look: 'name' | 'detail' | 'sentence';
}

/** A span of a lifeline in which its owner is at work. */
export interface Bar {
  kind: 'bar';
  x: number;
  /** First and last row. */
  y: number;
  until: number;
}

export type Item = Box | Group | Strip | Line | Text | Bar;

/** A diagram's words in one language. */
export interface Words {
  /** A name of a few words. */
  title: string;
  /** What someone who cannot see the drawing needs to know of it. */
  description: string;
}

/** One drawing: the source of its ASCII and SVG forms. */
export interface Diagram {
  id: string;
  en: Words;
  zh: Words;
  items: Item[];
}

/** A box at a cell; as high as its lines need, as wide as told. */
export function box(
  x: number,
  y: number,
  w: number,
  lines: string | string[],
  tone: Tone = 'plain',
): Box {
  const all = [lines].flat();
  return { kind: 'box', x, y, w, h: all.length + 2, lines: all, reads: 'named', tone };
}

/** A box whose lines read on as a sentence. */
export function sentence(
  x: number,
  y: number,
  w: number,
  lines: string[],
  tone: Tone = 'plain',
): Box {
  return { ...box(x, y, w, lines, tone), reads: 'sentence' };
}

/** A group at a cell, with its size. */
export function group(x: number, y: number, w: number, h: number, title: string): Group {
  return { kind: 'group', x, y, w, h, title };
}

/** A strip of equal cells; `cellWidth` leaves out the lines between them. */
export function strip(
  x: number,
  y: number,
  cellWidth: number,
  cells: string[],
  tone: Tone = 'plain',
): Strip {
  const w = cells.length * (cellWidth + 1) + 1;
  return { kind: 'strip', x, y, w, h: 3, cells, cellWidth, tone };
}

/** Lines of text under one another. */
export function text(
  x: number,
  y: number,
  lines: string | string[],
  align: Text['align'] = 'start',
  look: Text['look'] = 'detail',
): Text[] {
  return [lines]
    .flat()
    .map((line, row) => ({ kind: 'text', x, y: y + row, text: line, align, look }));
}

/** A label without the marks that set code in the SVG form. */
export const plainText = (label: string): string => label.replaceAll('`', '');

/** Where a text starts and how long it is, in columns. */
export function columnsOf({ x, text: label, align }: Text): { start: number; length: number } {
  const length = plainText(label).length;
  if (align === 'start') return { start: x, length };
  if (align === 'end') return { start: x - length + 1, length };
  return { start: Math.ceil(x - length / 2), length };
}

/** The texts that shapes hold, at their places, and the texts that stand by themselves. */
export function textsOf(items: readonly Item[]): { label: Text; inside?: Area }[] {
  return items.flatMap((item): { label: Text; inside?: Area }[] => {
    switch (item.kind) {
      case 'text':
        return [{ label: item }];
      case 'group':
        return text(item.x + 3, item.y, item.title, 'start', 'name').map((label) => ({
          label,
          inside: item,
        }));
      case 'box': {
        // May be half a row where the box has a row to spare.
        const top = item.y + (item.h - item.lines.length) / 2;
        return text(item.x + item.w / 2, top, item.lines, 'middle').map((label, row) => {
          const named = row === 0 ? 'name' : 'detail';
          return {
            label: { ...label, look: item.reads === 'sentence' ? 'sentence' : named },
            inside: item,
          };
        });
      }
      case 'strip':
        return item.cells.flatMap((cell, index) => {
          const inside = {
            x: item.x + index * (item.cellWidth + 1),
            y: item.y,
            w: item.cellWidth + 2,
            h: item.h,
          };
          return text(inside.x + inside.w / 2, item.y + 1, cell, 'middle').map((label) => ({
            label,
            inside,
          }));
        });
      case 'line':
      case 'bar':
        return [];
    }
  });
}

/** Columns and rows that the whole drawing takes. */
export function sizeOf(items: readonly Item[]): { columns: number; rows: number } {
  let [columns, rows] = [0, 0];
  const reach = (x: number, y: number): void => {
    columns = Math.max(columns, x);
    rows = Math.max(rows, y);
  };
  for (const item of items) {
    if ('w' in item) reach(item.x + item.w, item.y + item.h);
    if (item.kind === 'line') for (const { x, y } of item.points) reach(x + 1, y + 1);
    if (item.kind === 'bar') reach(item.x + 1, item.until + 1);
  }
  for (const { label } of textsOf(items)) {
    const { start, length } = columnsOf(label);
    reach(start + length, label.y + 1);
  }
  return { columns, rows };
}
