import { readPages, type Language, type Page } from '../pages/pages.ts';
import { UserError } from '../terminal/messages.ts';
import { supportedVersions } from '../nodes/versions.ts';
import { longestProof, placeOf, readProofs, type Proof } from '../proofs/catalog.ts';
import { outcomesOf } from '../proofs/outcomes.ts';
import type { Problem } from './problem.ts';

/**
 * Proofs are well formed and short, have an outcome for each version, and are named by pages; pages name no others.
 *
 * @param byErrors - Those that the page of errors takes its messages from.
 */
export function checkProofs(byErrors: readonly string[]): Problem[] {
  let proofs: Proof[];
  try {
    proofs = readProofs();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [at = '', ...rest] = error.message.split(': ');
    return [{ at, message: rest.join(': ') }];
  }
  return [
    ...proofs.flatMap(checkProof),
    ...(['en', 'zh'] as const).flatMap((language: Language) =>
      checkMentions(readPages(language), proofs, byErrors),
    ),
  ];
}

/** What is wrong with one proof by itself. */
export function checkProof(proof: Proof): Problem[] {
  const at = placeOf(proof);
  const problems: Problem[] = [];
  const lines = proof.code.split('\n').length;
  if (lines > longestProof)
    problems.push({
      at,
      message: `${proof.id} has ${lines} lines; try one statement in at most ${longestProof}`,
    });
  const outcomes = outcomesOf(proof);
  const missing = supportedVersions.filter((version) => outcomes[version] === undefined);
  if (missing.length > 0)
    problems.push({
      at,
      message: `${proof.id} has no outcome on Node ${missing.join(', ')}; note it with: npm run prove -- ${proof.id}`,
    });
  return problems;
}

/** What the pages of a language name that is no proof, and the proofs that none of them names. */
export function checkMentions(
  pages: readonly Pick<Page, 'path' | 'mentions'>[],
  proofs: readonly Proof[],
  byErrors: readonly string[] = [],
): Problem[] {
  const named = pages.flatMap(({ path, mentions }) =>
    mentions
      .filter(({ kind }) => kind === 'proof')
      .map(({ name, line }) => ({ name, at: `${path}:${line}` })),
  );
  return [
    ...named
      .filter(({ name }) => !proofs.some(({ id }) => id === name))
      .map(({ name, at }) => ({ at, message: `no proof "${name}"` })),
    ...proofs
      .filter(({ id }) => !byErrors.includes(id) && !named.some(({ name }) => name === id))
      .map((proof) => ({
        at: placeOf(proof),
        message: `no page names ${proof.id}; put [[proof:${proof.id}]] behind the statement that it tries`,
      })),
  ];
}
