import { readFileSync } from 'node:fs';
import { type Snippet } from '../catalog/catalog.ts';
import { referenceVersion } from '../nodes/versions.ts';
import { root, where } from '../checkout/paths.ts';
import { castPath, recordedIds } from '../recording/recording.ts';
import { staleness } from '../recording/recorder.ts';
import { readTrace, tracePath } from '../timeline/files.ts';
import { faultsOf } from '../timeline/validate.ts';
import type { Problem } from './problem.ts';

/** Every snippet has a recording of what it is now, with a timeline that can be believed; every recording has a snippet, and none shows a path of the machine. */
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
    const trace = readTrace(id);
    const [fault, ...more] = trace ? faultsOf(trace) : [];
    if (fault)
      problems.push({
        at: where(tracePath(id)),
        message: `${fault}${more.length > 0 ? ` (and ${more.length} more)` : ''}; mend with: npm run record -- ${id} --force`,
      });
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
