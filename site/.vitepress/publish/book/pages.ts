import { prefixes, type Language } from '../../../../scripts/pages/pages.ts';
import { questionsInOrder } from '../../interview/questions.ts';
import { topicsInOrder } from '../../pages/topics.ts';

/** Where a language's book stands below the site. */
export const bookPath = (language: Language): string =>
  `${prefixes[language]}concurrency-recorded.${language}.epub`;

/** The pages of a book as readers address them, below their language: topics and questions, in the order of reading. */
export const pagesOf = (language: Language): string[] => [
  ...topicsInOrder(),
  'myths',
  'interview/',
  ...questionsInOrder(language).map(({ slug }) => `interview/${slug}`),
];
