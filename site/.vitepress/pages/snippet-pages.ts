import { readCatalog } from '../../../scripts/catalog/catalog.ts';
import type { Language } from '../../../scripts/pages/pages.ts';
import { topicTitle } from './topics.ts';

/**
 * One page per snippet, for VitePress's dynamic routes. The heading comes with the content: a template shows it
 * literally. In the search its words count less than those of the topic's page, which explains them.
 */
export function snippetPages(language: Language): { params: { id: string }; content: string }[] {
  return readCatalog().map(({ id, topic, summary }) => {
    const back = language === 'zh' ? `/zh/${topic}` : `/${topic}`;
    const content = [
      `# ${id} {#${id} data-pagefind-weight="0.8"}`,
      `<p class="lead" data-pagefind-weight="0.3">${summary[language].replace(/[&<]/g, (character) => (character === '&' ? '&amp;' : '&lt;'))}</p>`,
      `[${language === 'zh' ? '所属主题' : 'Topic'}: ${topicTitle(topic, language)}](${back})`,
      `<<< ${id} full`,
    ].join('\n\n');
    return { params: { id }, content };
  });
}
