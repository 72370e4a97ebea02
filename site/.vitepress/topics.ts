import type { Language } from '../../scripts/pages.ts';

/** Topic folders of snippets/ as navigation shows them, in the order of reading. */
export const topicTitles: Record<string, Record<Language, string>> = {
  overview: { en: 'Overview', zh: '总览' },
  'worker-threads': { en: 'Worker threads', zh: 'Worker threads' },
};
