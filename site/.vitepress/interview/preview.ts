import type { HeadConfig, PageData } from 'vitepress';
import { siteUrl } from '../settings.ts';

/**
 * What a chat shows where somebody pastes a link to the page (https://ogp.me): title, description, and the address
 * where it is known.
 */
export function previewCard({ title, description, relativePath }: PageData): HeadConfig[] {
  const chinese = relativePath.startsWith('zh/');
  const path = relativePath.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '');
  const properties: Record<string, string | undefined> = {
    'og:type': 'article',
    'og:site_name': chinese ? 'Node.js 并发实录' : 'Node.js Concurrency, Recorded',
    'og:locale': chinese ? 'zh_CN' : 'en_US',
    'og:title': title,
    'og:description': description,
    'og:url': siteUrl && new URL(path, siteUrl).href,
  };
  return Object.entries(properties).flatMap(([property, content]): HeadConfig[] =>
    content ? [['meta', { property, content }]] : [],
  );
}
