import type { HeadConfig } from 'vitepress';
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
  const href = (prefix: string): string => new URL(`${prefix}${page}`, siteUrl).href;
  const chinese = path.startsWith('zh/');
  const alternate = (hreflang: string, prefix: string): HeadConfig => [
    'link',
    { rel: 'alternate', hreflang, href: href(prefix) },
  ];
  return [
    ['link', { rel: 'canonical', href: href(chinese ? 'zh/' : '') }],
    alternate('en', ''),
    alternate('zh-CN', 'zh/'),
    alternate('x-default', ''),
    [
      'link',
      {
        rel: 'alternate',
        type: 'application/rss+xml',
        href: new URL(feedPath[chinese ? 'zh' : 'en'], siteUrl).href,
      },
    ],
  ];
}
