import { exerciseIds } from '../../../scripts/exercises/catalog.ts';
import { questionsInOrder } from '../interview/questions.ts';
import { topicsInOrder } from '../pages/topics.ts';

/**
 * By what a reader is done with a page, the same in both languages: the page of a topic, a question or an exercise.
 *
 * @param path - The page's path as readers see it, `zh/interview/fork.md`.
 * @returns Its address below the language; undefined where there is nothing to be done with.
 */
export function doneAs(path: string): string | undefined {
  const page = path.replace(/^zh\/|\.md$/g, '');
  const [folder, name = ''] = page.split('/');
  const isOne =
    topicsInOrder().includes(page) ||
    (folder === 'interview' && questionsInOrder('en').some(({ slug }) => slug === name)) ||
    (folder === 'exercises' && exerciseIds().includes(name));
  return isOne ? page : undefined;
}
