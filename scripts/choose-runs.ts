import { readCatalog, type Snippet } from './catalog.ts';
import { nearest, UserError } from './messages.ts';
import { supportedVersions } from './nodes.ts';

/**
 * What a command that runs snippets on several versions of Node was asked for.
 *
 * @param args - Snippet ids and major versions in any order; all ids where none is named, all versions likewise.
 * @throws UserError where a word is neither.
 */
export function chooseRuns(args: readonly string[]): { snippets: Snippet[]; versions: string[] } {
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
  const snippets = catalog.filter(({ id }) => args.includes(id));
  const versions = supportedVersions.filter((_, index) => args.includes(majors[index]!));
  return {
    snippets: snippets.length > 0 ? snippets : catalog,
    versions: versions.length > 0 ? versions : [...supportedVersions],
  };
}
