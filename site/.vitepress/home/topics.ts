import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCatalog } from '../../../scripts/catalog/catalog.ts';
import { prefixes, type Language } from '../../../scripts/pages/pages.ts';
import { root } from '../../../scripts/checkout/paths.ts';
import { escape, inline } from '../figures/output.ts';
import type { Figure } from '../figures/snippet.ts';
import { base } from '../settings.ts';
import { topicsInOrder, topicTitle } from '../pages/topics.ts';
import { words } from './words.ts';

/** So many sections of a page are named. */
const most = 4;

/** Every topic that has a page, with the first questions that the page answers. */
export function topicsFigure(language: Language): Figure {
  const t = words[language];
  const catalog = readCatalog();
  const pages = topicsInOrder()
    .map((topic) => ({ topic, file: join(root, 'site', language, `${topic}.md`) }))
    .filter(({ file }) => existsSync(file));
  const items = pages.map(({ topic, file }) => {
    const href = `${base}${prefixes[language]}${topic}`;
    const sections = sectionsOf(readFileSync(file, 'utf8'));
    const named = sections
      .slice(0, most)
      .map(({ id, text }) => `<li><a href="${href}#${id}">${inline(text)}</a></li>`);
    const left = sections.length - named.length;
    const count = catalog.filter((snippet) => snippet.topic === topic).length;
    const foot = [count > 0 ? t.snippets(count) : '', left > 0 ? t.more(left) : ''].filter(Boolean);
    return [
      `<li><a class="topic-name" href="${href}">${escape(topicTitle(topic, language))}</a>`,
      `<ul>${named.join('')}</ul><p>${foot.join(' · ')}</p></li>`,
    ].join('');
  });
  return {
    html: `<ul class="topics">${items.join('')}</ul>\n`,
    files: [...pages.map(({ file }) => file), ...catalog.map(({ file }) => file)],
  };
}

/** The sections of a page; what stands in fenced code is none. */
export function sectionsOf(markdown: string): { id: string; text: string }[] {
  const prose = markdown.replace(/^(`{3,}|~{3,})[^]*?^\1/gm, '');
  return [...prose.matchAll(/^## (.+?) \{#([\w-]+)\}$/gm)].map(([, text = '', id = '']) => ({
    id,
    text,
  }));
}
