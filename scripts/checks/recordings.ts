import { readFileSync } from 'node:fs';
import { where, type Snippet } from '../catalog.ts';
import { referenceVersion } from '../nodes.ts';
import { root } from '../paths.ts';
import { castPath, recordedIds } from '../recording.ts';
import { staleness } from '../recorder.ts';
import type { Problem } from './problem.ts';

/** Every snippet has a recording of what it is now, every recording has a snippet, and none shows a path of the machine. */
export function checkRecordings(snippets: readonly Snippet[]): Problem[] {
  const problems: Problem[] = [];
  for (const snippet of snippets) {
    const stale = staleness(snippet, referenceVersion);
    if (stale)
      problems.push({
        at: where(snippet.file),
        message: `${stale}; mend with: npm run record -- ${snippet.id}`,
      });
  }
  for (const id of recordedIds()) {
    const path = castPath(id);
    if (!snippets.some((snippet) => snippet.id === id)) {
      problems.push({
        at: where(path),
        message: 'there is no such snippet any more; remove the file',
      });
    } else if (readFileSync(path, 'utf8').includes(root)) {
      problems.push({
        at: where(path),
        message: `holds the path ${root}; let the snippet print no absolute path`,
      });
    }
  }
  return problems;
}
