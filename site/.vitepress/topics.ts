import { topics } from '../../scripts/catalog.ts';
import type { Language } from '../../scripts/pages.ts';

/** Topic folders of snippets/ as navigation shows them, in the order of reading. */
export const topicTitles: Record<string, Record<Language, string>> = {
  overview: { en: 'Overview', zh: '总览' },
  'worker-threads': { en: 'Worker threads', zh: 'Worker threads' },
};

/** A topic's title; its id where it has none yet. */
export const topicTitle = (topic: string, language: Language): string =>
  topicTitles[topic]?.[language] ?? topic;

/** The topics that have snippets, in the order of reading; those without a title last. */
export function topicsInOrder(): string[] {
  const titled = Object.keys(topicTitles);
  const place = (topic: string): number => titled.indexOf(topic) + 1 || titled.length + 1;
  return topics().sort((a, b) => place(a) - place(b));
}
