import { readCatalog } from '../../../scripts/catalog/catalog.ts';
import type { Language } from '../../../scripts/pages/pages.ts';
import { topicsInOrder, topicTitle } from '../pages/topics.ts';
import { escape } from './output.ts';
import { heading, pageOf, type Figure } from './snippet.ts';
import { words } from './words.ts';

/** All snippets by topic, each with its summary and what it needs. */
export function catalogFigure(language: Language): Figure {
  const catalog = readCatalog();
  const lists = topicsInOrder().flatMap((topic) => {
    const items = catalog
      .filter((snippet) => snippet.topic === topic)
      .map(({ id, summary, needs }) => {
        const need =
          needs.length > 0 ? ` <em>${words[language].needs}: ${escape(needs.join(', '))}</em>` : '';
        return `<li><a href="${pageOf(id, language)}">${id}</a><span>${escape(summary[language])}${need}</span></li>`;
      });
    // Some topics are a page only.
    if (items.length === 0) return [];
    const title = heading(topic, topicTitle(topic, language), words[language].copyLink);
    return `${title}<ul class="snippet-list">${items.join('')}</ul>`;
  });
  return { html: `<div>${lists.join('')}</div>\n`, files: catalog.map(({ file }) => file) };
}
