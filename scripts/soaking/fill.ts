import { describeMachine } from '../nodes/machine.ts';
import { ensureNode } from '../nodes/versions.ts';
import type { RecordOptions } from '../recording/recorder.ts';
import { UserError } from '../terminal/messages.ts';
import { showProgress } from '../terminal/progress.ts';
import { startBurners } from './burners.ts';
import type { Cell } from './table.ts';

/** What runs again and again are made with. */
export type Options = Required<Pick<RecordOptions, 'node' | 'machine' | 'signal'>> & {
  /** Runs in a row. */
  times: number;
};

/** One line of the table: something that is run again and again. */
export interface Row {
  name: string;
  run: (options: Options) => Promise<Cell>;
}

/** One column of the table: on what, and beside how many burners. */
export interface Column {
  name: string;
  version: string;
  burners: number;
}

/** Fills a table column by column, with a bar that tells what runs. @returns for each row its cells. */
export async function fill(
  rows: readonly Row[],
  columns: readonly Column[],
  times: number,
  interrupted: AbortSignal,
): Promise<Cell[][]> {
  const bar = showProgress(rows.length * columns.length);
  const cells = rows.map((): Cell[] => []);
  try {
    for (const { name: column, version, burners: number } of columns) {
      const node = await ensureNode(version);
      const machine = await describeMachine(node);
      const burners = startBurners(number);
      try {
        for (const [index, { name, run }] of rows.entries()) {
          bar.step(0, `${name} on Node ${column}`);
          cells[index]!.push(await run({ node, machine, signal: interrupted, times }));
          if (interrupted.aborted)
            throw new UserError(`Interrupted at ${name} on Node ${column}.`, 130);
          bar.step(1);
        }
      } finally {
        await burners.stop();
      }
    }
  } finally {
    bar.stop();
  }
  return cells;
}
