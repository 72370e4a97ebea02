import { existsSync } from 'node:fs';
import type { Snippet } from '../catalog/catalog.ts';
import { chooseRuns } from '../catalog/choose-runs.ts';
import { attempts, tryTest } from './attempts.ts';
import type { Column, Options, Row } from './fill.ts';
import { leftListening } from './left-listening.ts';
import type { Cell } from './table.ts';

/** Runs at once, after those in a row. */
export const atOnce = 2;

/** Snippets on every version: in a row, at once, and their own tests at length. */
export function onEveryVersion(words: readonly string[]): { rows: Row[]; columns: Column[] } {
  const { snippets, versions } = chooseRuns(words);
  return {
    rows: snippets.map((snippet) => ({
      name: snippet.id,
      run: (options) => soak(snippet, options),
    })),
    columns: versions.map((version) => ({ name: version, version, burners: 0 })),
  };
}

async function soak(snippet: Snippet, options: Options): Promise<Cell> {
  const { node, machine, signal, times } = options;
  const problems: string[] = [];
  const parts: string[] = [];
  const where = `${snippet.id} on Node ${machine.node}`;
  const left = await leftListening(async (cwd) => {
    const attempt = attempts(snippet, { ...options, cwd });
    const passes = async (run: string): Promise<boolean> => {
      const fault = await attempt();
      if (fault) problems.push(`${where}, ${run}: ${fault.what}\n${fault.output}`);
      return fault === undefined;
    };
    let row = 0;
    for (let n = 1; n <= times && !signal.aborted; n++) if (await passes(`run ${n}`)) row += 1;
    parts.push(`${row}`);
    // What measures is alone whenever it counts.
    if (!snippet.measures && !signal.aborted) {
      const names = Array.from({ length: atOnce }, (_, n) => `${n + 1} of ${atOnce} at once`);
      parts.push(`${(await Promise.all(names.map(passes))).filter(Boolean).length}`);
    }
    const test = snippet.file.replace(/\.ts$/, '.test.ts');
    if (existsSync(test) && !signal.aborted) {
      // That makes it repeat at length.
      const fault = await tryTest(test, { node, cwd, signal, env: { SOAK: '1' } });
      parts.push(fault ? 'TESTS FAIL' : 'tests');
      if (fault) problems.push(`${where}, its tests:\n${fault.output}`);
    }
  });
  if (left.length > 0) {
    parts.push('PORT LEFT');
    problems.push(`${where} left behind: ${left.join(', ')}`);
  }
  return { text: parts.join(' + '), problems };
}
