import type { Card } from 'ts-fsrs';

/** What is kept of a question that was rated: ts-fsrs' card. */
export type Ratings = Record<string, Card>;

/** Where the browser keeps the ratings. Both languages share them: the questions are the same. */
export const storageKey = 'interview-ratings';

/** A card in its first steps comes back in minutes: sooner, where nothing else is left to ask. */
const learnAhead = 20 * 60_000;

/** States of ts-fsrs in which a question is not known yet. Its enum would bring the whole library. */
const learning = [1, 3];

/**
 * Which question comes next: one that is due, the longest waiting first; then a new one; then one that was not known and
 * would be due soon.
 *
 * @returns undefined where nothing is left for now.
 */
export function nextQuestion(
  slugs: readonly string[],
  ratings: Ratings,
  now: Date,
): string | undefined {
  const rated = slugs
    .filter((slug) => ratings[slug])
    .sort((a, b) => ratings[a]!.due.getTime() - ratings[b]!.due.getTime());
  const isDue = (slug: string): boolean => ratings[slug]!.due <= now;
  return (
    rated.find(isDue) ??
    slugs.find((slug) => !ratings[slug]) ??
    rated.find(
      (slug) =>
        learning.includes(ratings[slug]!.state) &&
        ratings[slug]!.due.getTime() <= now.getTime() + learnAhead,
    )
  );
}

/** How many questions are due or not yet known, and how many were never seen. */
export function counts(
  slugs: readonly string[],
  ratings: Ratings,
  now: Date,
): { due: number; fresh: number } {
  const rated = slugs.filter((slug) => ratings[slug]);
  return {
    due: rated.filter(
      (slug) => ratings[slug]!.due <= now || learning.includes(ratings[slug]!.state),
    ).length,
    fresh: slugs.length - rated.length,
  };
}

/** When the next of some questions is due; undefined where none was rated. */
export function nextDue(slugs: readonly string[], ratings: Ratings): Date | undefined {
  const times = slugs.flatMap((slug) => ratings[slug]?.due.getTime() ?? []);
  return times.length > 0 ? new Date(Math.min(...times)) : undefined;
}

/** Reads ratings as they were kept. What is no card (another version, a broken entry) counts as never seen. */
export function readRatings(text: string | null): Ratings {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? '{}');
  } catch {
    return {};
  }
  if (typeof kept !== 'object' || kept === null) return {};
  const ratings: Ratings = {};
  for (const [slug, value] of Object.entries(kept as Record<string, Partial<Card> | null>)) {
    const [due, reviewed] = [value?.due, value?.last_review].map((date) => new Date(date ?? NaN));
    if (!value || typeof value.stability !== 'number' || Number.isNaN(due!.getTime())) continue;
    ratings[slug] = { ...(value as Card), due: due!, last_review: reviewed! };
  }
  return ratings;
}
