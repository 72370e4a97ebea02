import type { MarkdownRenderer } from 'vitepress';
import { exercises } from '../../../exercises/index.ts';
import { languageOf, prefixes, type Language } from '../../../scripts/pages/pages.ts';
import { escape } from '../figures/output.ts';
import { belowSections, insert } from '../markdown/places.ts';
import { base } from '../settings.ts';
import { words } from './words.ts';

/** A section that an exercise names says which exercise that is, and so does the question that asks for it. */
export function exerciseLinks(md: MarkdownRenderer): void {
  md.core.ruler.push('exercises', (state) => {
    const { relativePath = '' } = state.env as { relativePath?: string };
    const page = /^(?:zh\/)?(.*)\.md$/.exec(relativePath)?.[1];
    if (page === undefined || page.startsWith('exercises/')) return;
    const language = languageOf(relativePath);
    const asking = Object.keys(exercises).filter(
      (id) => page === `interview/${exercises[id]!.question}`,
    );
    if (asking.length > 0) insert(state, state.tokens.length, line(asking, language));
    belowSections(state, page, (place) => {
      const ids = Object.keys(exercises).filter((id) => exercises[id]!.sections.includes(place));
      return ids.length > 0 ? line(ids, language) : undefined;
    });
  });
}

function line(ids: readonly string[], language: Language): string {
  const links = ids.map(
    (id) =>
      `<a href="${base}${prefixes[language]}exercises/${id}">${escape(exercises[id]!.title[language])}</a>`,
  );
  return `<p class="asked" data-pagefind-ignore>${words[language].write} ${links.join(' · ')}</p>\n`;
}
