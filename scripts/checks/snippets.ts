import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { filesOf, readSnippet, snippetFiles, type Snippet } from '../catalog/catalog.ts';
import { where } from '../checkout/paths.ts';
import { UserError } from '../terminal/messages.ts';
import { isNeed, needNames } from '../catalog/needs.ts';
import { regionsOf } from '../catalog/regions.ts';
import type { Problem } from './problem.ts';

/** Lines of a snippet that a reader still takes in at one sitting. */
const longest = 150;

/** Lines of a companion: a whole pool or harness, which the page shows in parts. */
const longestCompanion = 340;

/** Each snippet by itself: header, needs, imports, regions, length. */
export function checkSnippets(): { problems: Problem[]; snippets: Snippet[] } {
  const problems: Problem[] = [];
  const snippets: Snippet[] = [];
  for (const [id, place] of snippetFiles()) {
    try {
      const snippet = readSnippet(id, place);
      snippets.push(snippet);
      problems.push(...filesOf(snippet).flatMap((path) => checkFile(path, snippet)));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const [at = '', ...rest] = error.message.split(': ');
      problems.push({ at, message: rest.join(': ') });
    }
  }
  return { problems, snippets };
}

function checkFile(path: string, snippet: Snippet): Problem[] {
  const at = where(path);
  const source = readFileSync(path, 'utf8');
  const problems: Problem[] = [];
  for (const name of path === snippet.file ? snippet.needs : []) {
    if (!isNeed(name))
      problems.push({
        at,
        message: `unknown need "${name}" (scripts/catalog/needs.ts has: ${needNames().join(', ')})`,
      });
  }
  if (path === snippet.file) problems.push(...checkNumbers(at, source, snippet));
  for (const [, specifier = ''] of source.matchAll(/(?:from|import|new URL)\s*\(?'(\.[^']*)'/g)) {
    // What it reads beside itself is no code.
    if (specifier.endsWith('.json')) continue;
    const own =
      basename(specifier) === `${snippet.id}.ts` ||
      snippet.companions.some((companion) => basename(companion) === basename(specifier));
    if (!own || !/^\.\/[^/]+$/.test(specifier)) {
      problems.push({
        at,
        message: `names ${specifier}; a snippet may use only its own companions (./${snippet.id}.….ts) and those of the snippet it @uses`,
      });
    }
  }
  const lines = source.trimEnd().split('\n').length;
  const most = path === snippet.file ? longest : longestCompanion;
  if (lines > most)
    problems.push({ at, message: `has ${lines} lines; tell the story in at most ${most}` });
  try {
    regionsOf(source);
  } catch (error) {
    problems.push({ at, message: (error as Error).message });
  }
  return problems;
}

/** What a reader may give is what the snippet reads. */
function checkNumbers(at: string, source: string, { takes }: Snippet): Problem[] {
  const reads = source.includes('process.argv');
  const readsNumbers = /Number\(process\.argv|process\.argv\.slice\(2\)\.map\(Number\)/.test(
    source,
  );
  if (takes.length > 0 && !reads)
    return [{ at, message: '@takes a number that the snippet never reads from process.argv' }];
  if (readsNumbers && takes.length === 0)
    return [
      {
        at,
        message:
          'reads a number from process.argv: say with which ones its lesson holds, as in "@takes 1..8 4 threads / 线程数"',
      },
    ];
  return [];
}
