import { styleText } from 'node:util';

/** What happened to one thing in one column of the table. */
export interface Cell {
  /** `10 + 2`, `10 of 10`. */
  text: string;
  problems: string[];
}

/**
 * Prints a table; cells with problems are red.
 *
 * @param rows - Each with its name and a cell for every column.
 */
export function printTable(
  columns: readonly string[],
  rows: readonly (readonly [name: string, cells: readonly Cell[]])[],
): void {
  const first = Math.max(...rows.map(([name]) => name.length));
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map(([, cells]) => cells[index]!.text.length)),
  );
  const line = (name: string, texts: readonly string[]): string =>
    [name.padEnd(first), ...texts].join('  ').trimEnd();
  console.log(
    line(
      '',
      columns.map((column, index) => column.padEnd(widths[index]!)),
    ),
  );
  for (const [name, cells] of rows) {
    const texts = cells.map(({ text, problems }, index) => {
      const padded = text.padEnd(widths[index]!);
      return problems.length > 0 ? styleText('red', padded) : padded;
    });
    console.log(line(name, texts));
  }
}
