import {
  columnsOf,
  plainText,
  sizeOf,
  textsOf,
  type Area,
  type Item,
  type Line,
  type Point,
} from './model.ts';

/** The arms of a box-drawing character. */
const [north, east, south, west] = [1, 2, 4, 8];

/** Characters by their arms, in the order of the sums 1 to 15: all are in the oldest fonts, so all are one column wide. */
const characters = [...' │─└││┌├─┘─┴┐┤┬┼'];

/** Draws a diagram as lines of text. */
export function toAscii(items: readonly Item[]): string {
  const { columns, rows } = sizeOf(items);
  const arms = Array.from({ length: rows }, () => Array.from({ length: columns }, () => 0));
  const cells = Array.from({ length: rows }, () => Array.from({ length: columns }, () => ''));
  const add = (x: number, y: number, arm: number): void => {
    arms[y]![x]! |= arm;
  };
  const level = (y: number, from: number, to: number): void => {
    for (let x = from; x < to; x++) {
      add(x, y, east);
      add(x + 1, y, west);
    }
  };
  const upright = (x: number, from: number, to: number): void => {
    for (let y = from; y < to; y++) {
      add(x, y, south);
      add(x, y + 1, north);
    }
  };
  const frame = ({ x, y, w, h }: Area): void => {
    level(y, x, x + w - 1);
    level(y + h - 1, x, x + w - 1);
    upright(x, y, y + h - 1);
    upright(x + w - 1, y, y + h - 1);
  };

  for (const item of items) {
    if ('w' in item) frame(item);
    if (item.kind === 'strip') {
      const step = item.cellWidth + 1;
      for (let cell = 1; cell < item.cells.length; cell++)
        upright(item.x + cell * step, item.y, item.y + 2);
    }
    if (item.kind === 'line') trace(item);
    if (item.kind === 'bar') {
      for (let y = item.y; y <= item.until; y++) cells[y]![item.x] = '║';
    }
  }

  function trace({ points, heads, dashed }: Line): void {
    const [first, last] = [points[0]!, points.at(-1)!];
    points.slice(1).forEach((end, index) => {
      const start = points[index]!;
      const [low, high] = [Math.min(start.x, end.x), Math.max(start.x, end.x)];
      const [top, bottom] = [Math.min(start.y, end.y), Math.max(start.y, end.y)];
      if (dashed) {
        for (let y = top + 1; y < bottom; y++) cells[y]![low] = ':';
        for (let x = low + 1; x < high; x++) cells[top]![x] = (x - low) % 2 === 0 ? ' ' : '-';
        return;
      }
      level(top, low, high);
      upright(low, top, bottom);
    });
    // A head stands before the border, which then needs no arm towards it.
    const tip = (at: Point, before: Point): void => {
      const [dx, dy] = [Math.sign(before.x - at.x), Math.sign(before.y - at.y)];
      cells[at.y + dy]![at.x + dx] = dx < 0 ? '>' : dx > 0 ? '<' : dy < 0 ? 'v' : '^';
      arms[at.y]![at.x]! &= ~(dx < 0 ? west : dx > 0 ? east : dy < 0 ? north : south);
    };
    if (heads !== 'none') tip(last, points.at(-2)!);
    if (heads === 'both') tip(first, points[1]!);
  }

  for (const { label, inside } of textsOf(items)) {
    const { start, length } = columnsOf(label);
    // A title stands in its group's border with a space on either side.
    const shown =
      inside && label.y === inside.y ? ` ${plainText(label.text)} ` : plainText(label.text);
    const at = start - (shown.length - length) / 2;
    [...shown].forEach((character, index) => (cells[Math.floor(label.y)]![at + index] = character));
  }
  return arms
    .map((row, y) =>
      row
        .map((arm, x) => cells[y]![x] || characters[arm]!)
        .join('')
        .trimEnd(),
    )
    .join('\n');
}
