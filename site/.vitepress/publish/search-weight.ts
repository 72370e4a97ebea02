const weights: [page: RegExp, weight: number][] = [
  // A gallery or an answer says less about a thing than the page that teaches it.
  [/^diagrams\.md$/, 0.3],
  // The overview names each thing before the page that explains it.
  [/^overview\.md$/, 0.5],
  [/^(interview|proofs|exercises)\/|^myths\.md$/, 0.1],
];

/** Lists name everything and explain nothing; what changed is news, not knowledge. */
const unsearched =
  /^((snippets|proofs|interview|exercises)\/index|interview\/(practice|sheet)|changes|progress|index)\.md$/;

/**
 * How much the words of a page count in the search.
 *
 * @param path - The page's path as readers see it, `zh/interview/fork.md`.
 * @returns undefined where search should not know the page.
 */
export function searchWeight(path: string): number | undefined {
  const page = path.replace(/^zh\//, '');
  if (unsearched.test(page)) return undefined;
  return weights.find(([pages]) => pages.test(page))?.[1] ?? 1;
}
