/** A page that Pagefind found, as far as the order of results needs it: https://pagefind.app/docs/api-reference/ */
export interface FoundPage {
  url: string;
  excerpt: string;
  meta: { title?: string };
  /** The words of the page; between Chinese ones stands a zero-width space. */
  raw_content: string;
  /** Elements with an id, by their place among the page's words. */
  anchors?: { element: string; id: string; text: string; location: number }[];
  sub_results: FoundSection[];
}
export interface FoundSection {
  url: string;
  title: string;
  excerpt: string;
  /** The heading that it begins with, by its place among the page's words; none above the first. */
  anchor?: { id: string; location: number };
  weighted_locations: { balanced_score: number }[];
}

/** What teaches a thing comes before what lists, asks or repeats it. */
const kinds: [page: RegExp, weight: number][] = [
  [/\/interview\//, 0.3],
  [/\/(diagrams|myths)\b/, 0.35],
  [/\/(snippets\/|choosing\b)/, 0.5],
  [/\/overview\b/, 0.8],
];

/** A text as people read it: single spaces, and nothing between Chinese words. */
export const tidy = (text: string): string =>
  text
    .replace(/\u200b/g, '')
    .replace(/\s+/g, ' ')
    .trim();

/** What a text is compared by. */
export const plain = (text: string): string => tidy(text.toLowerCase());

/** The words of each section, from its heading to the next one that was found. */
function textsOf({ raw_content: content, sub_results: sections }: FoundPage): string[] {
  const isChinese = content.includes('\u200b');
  const words = isChinese ? content.split('\u200b') : content.split(/\s+/);
  const starts = sections.map(({ anchor }) => anchor?.location ?? 0);
  return starts.map((start) => {
    const end = Math.min(...starts.filter((other) => other > start), words.length);
    return plain(words.slice(start, end).join(isChinese ? '' : ' '));
  });
}

function scoreOf(section: FoundSection, text: string, query: string): number {
  const title = plain(section.title);
  const words = query.split(' ');
  let score = 0;
  if (title.includes(query)) score += 10;
  if (title === query) score += 5;
  // Ids are English in both languages, and say what a section is about.
  if (section.anchor?.id.includes(words.join('-'))) score += 6;
  score += Math.min(text.split(query).length - 1, 4);
  if (words.every((word) => text.includes(word))) score += 1;
  const found = section.weighted_locations.reduce((sum, { balanced_score: one }) => sum + one, 0);
  return score + found / (found + 10);
}

/**
 * Puts the section that a reader most likely wants first: Pagefind weighs single words, a reader means the
 * phrase, and wants the place that explains it.
 *
 * @returns The pages, the one with the best section first, each with its sections in that order.
 */
export function rank(pages: readonly FoundPage[], query: string): FoundPage[] {
  const phrase = plain(query);
  return pages
    .map((page) => {
      const weight = kinds.find(([kind]) => kind.test(page.url))?.[1] ?? 1;
      const texts = textsOf(page);
      const scored = page.sub_results
        .map((section, at) => ({ section, score: weight * scoreOf(section, texts[at]!, phrase) }))
        .sort((a, b) => b.score - a.score);
      return {
        page: { ...page, sub_results: scored.map(({ section }) => section) },
        best: scored[0]?.score ?? 0,
      };
    })
    .sort((a, b) => b.best - a.best)
    .map(({ page }) => page);
}
