import { readCatalog, type Snippet } from './catalog.ts';
import { nearest, UserError } from '../terminal/messages.ts';
import { lacksOf } from './needs.ts';
import { supportedVersions } from '../nodes/versions.ts';

/**
 * What a command that runs snippets on several versions of Node was asked for.
 *
 * @param args - Snippet ids and major versions in any order; all ids where none is named.
 * @param usual - The versions where none is named.
 * @param maySkip - Whether the caller skips what needs something that is missing.
 * @returns Them, and whether ids were named.
 * @throws UserError where a word is neither, or where something is missing that they need.
 */
export function chooseRuns(
  args: readonly string[],
  usual: readonly string[] = supportedVersions,
  maySkip = false,
): { snippets: Snippet[]; versions: string[]; isNamed: boolean } {
  const catalog = readCatalog();
  const majors = supportedVersions.map((version) => version.split('.')[0]!);
  const names = [...catalog.map(({ id }) => id), ...majors];
  for (const arg of args) {
    if (names.includes(arg)) continue;
    throw new UserError(
      `There is no snippet or Node version "${arg}". Did you mean ${nearest(arg, names).join(' or ')}?`,
      2,
    );
  }
  const named = catalog.filter(({ id }) => args.includes(id));
  const snippets = named.length > 0 ? named : catalog;
  const missing = snippets.flatMap(lacksOf);
  if (!maySkip && missing.length > 0) throw new UserError(missing.join('\n'), 3);
  const versions = supportedVersions.filter((_, index) => args.includes(majors[index]!));
  return {
    snippets,
    versions: versions.length > 0 ? versions : [...usual],
    isNamed: named.length > 0,
  };
}
