import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prefixes, type Language } from '../../../scripts/pages/pages.ts';
import { readQuestions, type Question } from '../../../scripts/pages/questions.ts';
import { inline } from '../figures/output.ts';
import { shortOf } from '../interview/answers.ts';
import { addressOf } from '../interview/questions.ts';
import { wholeLink } from './page-text.ts';

/** Where a language's cards stand below the site. */
export const cardsPath = (language: Language): string =>
  `${prefixes[language]}interview/questions.anki.txt`;

const words = {
  en: { deck: 'Node.js Concurrency', whole: 'The full answer' },
  zh: { deck: 'Node.js 并发', whole: '完整的回答' },
};

/**
 * Writes the questions of each language as cards for Anki, in its
 * [text format](https://docs.ankiweb.net/importing/text-files.html): the question in front, the short answer and a link to the
 * whole one behind, topic and level as tags. A question keeps its identity, so that importing a newer file updates its card.
 *
 * @param siteUrl - Where the site stands; without it the links lead to no host.
 */
export function writeCards(dist: string, siteUrl: string | undefined): void {
  const origin = siteUrl ? new URL(siteUrl).origin : '';
  for (const language of ['en', 'zh'] as const) {
    const head = [
      '#separator:Tab',
      '#html:true',
      '#notetype:Basic',
      `#deck:${words[language].deck}`,
      '#guid column:1',
      '#tags column:4',
    ];
    const cards = readQuestions(language).map((question) =>
      card(question, language, origin).map(quoted).join('\t'),
    );
    writeFileSync(join(dist, cardsPath(language)), `${[...head, ...cards].join('\n')}\n`);
  }
}

function card(question: Question, language: Language, origin: string): string[] {
  const { slug, level, topic, asked } = question;
  const page = addressOf(slug, language);
  const answer = `${shortOf(question, language)}<p><a href="${page}">${words[language].whole}</a></p>`;
  return [
    `node-concurrency-recorded/${language}/${slug}`,
    inline(asked),
    answer.replaceAll(/(?<=href=")[^"]+/g, (href) => wholeLink(href, page, origin)),
    `${topic} ${level}`,
  ];
}

/** A field that may hold anything: quotes inside are doubled. */
const quoted = (field: string): string => `"${field.replaceAll('"', '""')}"`;
