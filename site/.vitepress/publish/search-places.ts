import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { languageOf, type Language } from '../../../scripts/pages/pages.ts';
import type { SearchPlaces } from '../client/search-words.ts';
import { messagesOf } from '../errors/messages.ts';
import { allRows } from '../errors/index.ts';
import type { Row } from '../errors/row.ts';

/** The rows of errors and the headings of a built site. */
export function searchPlaces(dist: string, language: Language): SearchPlaces {
  return {
    errors: allRows().map((row) => errorPlace(row, language)),
    headings: headings(dist, language),
  };
}

const plain = (text: string): string =>
  text.replaceAll('`', '').replace(/\[([^\]]+)\]\([^)]*\)/g, '$1');

function errorPlace(row: Row, language: Language): SearchPlaces['errors'][number] {
  const messages = messagesOf(row.from).map(({ text }) => text);
  return {
    id: row.id,
    said: row.symptom ? plain(row.symptom[language]) : messages.join('\n'),
    also: row.also ?? '',
    about: `${plain(row.happened[language])} ${plain(row.todo[language])}`,
  };
}

/** Headings of the pages that Pagefind reads. */
function headings(dist: string, language: Language): [string, string][] {
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.html') && languageOf(file) === language)
    .filter((file) => !/\/?snippets\/|proofs\//.test(file))
    .sort()
    .flatMap((file) => {
      const html = readFileSync(join(dist, file), 'utf8');
      if (!html.includes('data-pagefind-body')) return [];
      const { document } = parseHTML(html) as unknown as { document: Document };
      const page = file.replace(/(?:index)?\.html$/, '');
      return [...document.querySelectorAll('main h1[id], main h2[id], main h3[id]')].map(
        (heading): [string, string] => {
          heading.querySelector('.header-anchor')?.remove();
          return [`${page}#${heading.id}`, heading.textContent.trim()];
        },
      );
    });
}
