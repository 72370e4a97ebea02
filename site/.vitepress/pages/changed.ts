import { execFileSync } from 'node:child_process';
import { join, relative } from 'node:path';
import { filesOf } from '../../../scripts/catalog/catalog.ts';
import { languageOf } from '../../../scripts/pages/pages.ts';
import { root } from '../../../scripts/checkout/paths.ts';
import { castPath } from '../../../scripts/recording/recording.ts';
import { snippetOf } from './snippets.ts';

let commits: Map<string, number> | undefined;

/** When each file of the repository was last changed, in ms since 1970; one look at the history serves every page. */
function readHistory(): Map<string, number> {
  const times = new Map<string, number>();
  let log: string;
  try {
    // -c: a merge has changed what none of its parents has.
    const format = ['log', '-c', '--format=%x00%ct', '--name-only', '--no-renames'];
    const options = { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 30, stdio: 'pipe' } as const;
    log = execFileSync('git', ['-c', 'core.quotePath=false', ...format], options);
  } catch {
    // A download without its history says nothing of dates.
    return times;
  }
  for (const commit of log.split('\0').slice(1)) {
    const [seconds, ...files] = commit.split('\n').filter(Boolean);
    // The newest commit comes first.
    for (const file of files) if (!times.has(file)) times.set(file, Number(seconds) * 1000);
  }
  return times;
}

/**
 * When what a page shows was last committed: its own file; for a snippet's page that snippet's files and recording.
 *
 * @param path - The page's path as readers see it, `zh/snippets/worker-pool.md`.
 * @returns Milliseconds since 1970; undefined where no commit has it.
 */
export function lastChanged(path: string): number | undefined {
  commits ??= readHistory();
  const id = /^(?:zh\/)?snippets\/([\w-]+)\.md$/.exec(path)?.[1];
  const snippet = id === undefined ? undefined : snippetOf(id);
  const page = join(root, 'site', languageOf(path) === 'zh' ? path : `en/${path}`);
  const files = snippet ? [...filesOf(snippet), castPath(snippet.id)] : [page];
  const times = files.map((name) => commits!.get(relative(root, name).replaceAll('\\', '/')) ?? 0);
  return Math.max(...times) || undefined;
}
