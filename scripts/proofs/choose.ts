import { referenceVersion, supportedVersions } from '../nodes/versions.ts';
import { nearest, UserError } from '../terminal/messages.ts';
import type { Proof } from './catalog.ts';

/** What the words of the command line name; a comparison is made on the reference version unless they name others. */
export function chooseProofs(
  all: readonly Proof[],
  words: readonly string[],
  check: boolean,
): { chosen: readonly Proof[]; versions: readonly string[] } {
  const majorOf = (version: string): string => version.split('.')[0]!;
  const names = [
    ...new Set(all.flatMap(({ id, topic }) => [id, topic])),
    ...supportedVersions.map(majorOf),
  ];
  for (const word of words) {
    if (!names.includes(word))
      throw new UserError(
        `There is no proof, topic or Node version "${word}". Did you mean ${nearest(word, names).join(' or ')}?`,
        2,
      );
  }
  const named = all.filter(({ id, topic }) => words.includes(id) || words.includes(topic));
  const versions = supportedVersions.filter((version) => words.includes(majorOf(version)));
  return {
    chosen: named.length > 0 ? named : all,
    versions: versions.length > 0 ? versions : check ? [referenceVersion] : supportedVersions,
  };
}
