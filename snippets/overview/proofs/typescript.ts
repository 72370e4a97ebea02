import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program, run, type Proofs } from '../../proving.ts';

export const proofs: Proofs = {
  /**
   * Start and end of an empty program, as a `.ts` file and as `.cjs`: medians of nine, in turn.
   * @zh 同一个空程序，`.ts` 文件和 `.cjs` 文件，从启动到结束：轮流各九次，取中位数。
   */
  'typescript-file-start-up': async () => {
    const typed = join(tmpdir(), 'empty.ts');
    writeFileSync(typed, 'const typed: number = 1; void typed;');
    const files = { typed, plain: program('void 1;', '.cjs') };
    const times = { typed: [] as number[], plain: [] as number[] };
    for (let i = 0; i < 9; i++)
      for (const kind of ['typed', 'plain'] as const) {
        const before = performance.now();
        const { code } = await run(`import ${JSON.stringify(files[kind])};`);
        times[kind].push(performance.now() - before);
        if (code !== 0) return 'is not run';
      }
    const median = (list: number[]): number => list.sort((a, b) => a - b)[4]!;
    return median(times.typed) > 1.2 * median(times.plain)
      ? 'the .ts file takes longer, by a fifth or more'
      : 'about the same';
  },
};
