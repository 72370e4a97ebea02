import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Feed } from 'feed';
import { parseHTML } from 'linkedom';
import { prefixes } from '../../../scripts/pages/pages.ts';

/** Where the feed of a language stands below the site's path. */
export const feedPath = {
  en: `${prefixes.en}changes.xml`,
  zh: `${prefixes.zh}changes.xml`,
} as const;

/**
 * Writes the RSS feed of one language from its built page of changes: one entry for each section, whose id is its date.
 *
 * @param siteUrl - Where the site stands; feeds name whole addresses.
 * @throws Error where a section's id is no date.
 */
export function writeFeed(
  dist: string,
  siteUrl: string,
  language: keyof typeof feedPath,
  { title, description }: { title?: string; description?: string },
): void {
  const prefix = prefixes[language];
  const page = new URL(`${prefix}changes`, siteUrl).href;
  const { document } = parseHTML(readFileSync(join(dist, `${prefix}changes.html`), 'utf8'));
  const feed = new Feed({
    title: title ?? '',
    description: description ?? '',
    id: page,
    link: page,
    language: language === 'zh' ? 'zh-CN' : 'en',
    feed: new URL(feedPath[language], siteUrl).href,
    copyright: '',
    // Two builds of the same pages are the same bytes.
    updated: new Date(0),
  });
  for (const link of document.querySelectorAll('main a[href]')) {
    link.setAttribute('href', new URL(link.getAttribute('href')!, page).href);
  }
  const dates: Date[] = [];
  for (const heading of document.querySelectorAll('main h2[id]')) {
    const date = new Date(/^\d{4}-\d\d-\d\d/.exec(heading.id)?.[0] ?? Number.NaN);
    if (Number.isNaN(date.getTime()))
      throw new Error(`changes: the id "${heading.id}" must begin with a date, 2026-01-31`);
    heading.querySelector('.header-anchor')?.remove();
    const parts: string[] = [];
    for (
      let next = heading.nextElementSibling;
      next && next.tagName !== 'H2';
      next = next.nextElementSibling
    )
      parts.push(next.outerHTML);
    dates.push(date);
    feed.addItem({
      title: heading.textContent!.replaceAll('\u200b', '').trim(),
      link: `${page}#${heading.id}`,
      date,
      content: parts.join('\n'),
    });
  }
  feed.options.updated = new Date(Math.max(...dates.map(Number)));
  writeFileSync(join(dist, feedPath[language]), feed.rss2());
}
