import type { HeadConfig } from 'vitepress';
import { languageOf, prefixes, type Language } from '../../../scripts/pages/pages.ts';
import { feedPath } from './feed.ts';

/**
 * Where else a page stands: its own address, the same page in the other language, the feed.
 *
 * @param path - The page's source as readers address it: `zh/worker-threads.md`.
 * @param siteUrl - Where the site stands; without it there are no whole addresses to name.
 */
export function addresses(path: string, siteUrl: string | undefined): HeadConfig[] {
  if (!siteUrl || path === '404.md') return [];
  const page = path
    .replace(/^zh\//, '')
    .replace(/(^|\/)index\.md$/, '$1')
    .replace(/\.md$/, '');
  const own = languageOf(path);
  const href = (language: Language): string =>
    new URL(`${prefixes[language]}${page}`, siteUrl).href;
  const alternate = (hreflang: string, language: Language): HeadConfig => [
    'link',
    { rel: 'alternate', hreflang, href: href(language) },
  ];
  return [
    ['link', { rel: 'canonical', href: href(own) }],
    alternate('en', 'en'),
    alternate('zh-CN', 'zh'),
    alternate('x-default', 'en'),
    [
      'link',
      {
        rel: 'alternate',
        type: 'application/rss+xml',
        href: new URL(feedPath[own], siteUrl).href,
      },
    ],
  ];
}
