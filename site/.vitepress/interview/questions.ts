import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prefixes, type Language } from '../../../scripts/pages/pages.ts';
import { levels, type Level } from '../../../scripts/pages/levels.ts';
import { readQuestions, type Question } from '../../../scripts/pages/questions.ts';
import { root } from '../../../scripts/checkout/paths.ts';
import { once } from '../pages/once.ts';
import { base } from '../settings.ts';
import { topicTitles } from '../pages/topics.ts';

/** The questions of one language as readers meet them: by topic, then from basic to senior. */
export const questionsInOrder = once((language: Language): readonly Question[] => {
  const topics = Object.keys(topicTitles);
  const rank = ({ topic, level }: Question): number =>
    topics.indexOf(topic) * levels.length + levels.indexOf(level as Level);
  return readQuestions(language).sort((a, b) => rank(a) - rank(b) || (a.slug < b.slug ? -1 : 1));
});

/**
 * The heading of a section that a question names as `related`, in plain words.
 *
 * @param place - `worker-threads#pool`.
 */
export function sectionTitle(place: string, language: Language): string {
  const [page = '', id = ''] = place.split('#');
  const text = readFileSync(join(root, 'site', language, `${page}.md`), 'utf8');
  const line = text.split('\n').find((line) => line.startsWith('#') && line.endsWith(`{#${id}}`));
  return (line ?? '').replace(/^#+ |\s*\{#.*$/g, '').replaceAll('`', '');
}

/** The address of a question's page. */
export const addressOf = (slug: string, language: Language): string =>
  `${base}${prefixes[language]}interview/${slug}`;

/**
 * What the pages of `interview/` add to their front matter: no sidebar of topics, and at the foot the questions
 * before and after.
 *
 * @param path - The page's path as readers see it, `zh/interview/single-threaded.md`.
 */
export function questionFrontMatter(path: string): Record<string, unknown> {
  const [, prefix = '', slug] = /^(zh\/)?interview\/(.*)\.md$/.exec(path) ?? [];
  if (slug === undefined) return {};
  const language: Language = prefix ? 'zh' : 'en';
  const order = questionsInOrder(language);
  const at = order.findIndex((question) => question.slug === slug);
  const neighbour = (question: Question | undefined): unknown =>
    at >= 0 &&
    question !== undefined && {
      text: question.title,
      link: `/${prefix}interview/${question.slug}`,
    };
  return {
    sidebar: false,
    pageClass: 'question-page',
    prev: neighbour(order[at - 1]),
    next: neighbour(order[at + 1]),
  };
}
