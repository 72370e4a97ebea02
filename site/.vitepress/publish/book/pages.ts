import type { Language } from '../../../../scripts/pages/pages.ts';
import { questionsInOrder } from '../../interview/questions.ts';
import { topicsInOrder } from '../../pages/topics.ts';

/** The pages of a book as readers address them, below their language: topics and questions, in the order of reading. */
export const pagesOf = (language: Language): string[] => [
  ...topicsInOrder(),
  'myths',
  'interview/',
  ...questionsInOrder(language).map(({ slug }) => `interview/${slug}`),
];
