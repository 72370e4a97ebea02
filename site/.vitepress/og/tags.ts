import type { HeadConfig } from 'vitepress';
import { chinese } from '../pages/languages.ts';
import { height, width } from './picture.ts';
import type { Card } from './card.ts';

/** A card's picture, below the base. */
export const picturePath = (page: string): string => `og/${page}.png`;

/**
 * A page's words for whoever shows a link to it, and with the site's address its picture: https://ogp.me
 *
 * @param siteUrl - Where the site stands. Addresses and pictures are named whole, so without it there are none.
 * @param pictured - The page whose picture is shown: another one where this page's cannot be drawn.
 */
export function cardTags(
  { page, language, site, title, summary }: Card,
  siteUrl: string | undefined,
  pictured = page,
): HeadConfig[] {
  const property = (name: string, content: string): HeadConfig => [
    'meta',
    { property: `og:${name}`, content },
  ];
  const locales = ['en_US', 'zh_CN'];
  if (language === 'zh') locales.reverse();
  const words = [
    property('type', /(^|\/)index$/.test(page) ? 'website' : 'article'),
    property('site_name', site),
    property('title', title),
    property('description', summary),
    property('locale', locales[0]!),
    property('locale:alternate', locales[1]!),
  ];
  if (!siteUrl) return words;
  return [
    ...words,
    property('url', new URL(page.replace(/(^|\/)index$/, '$1'), siteUrl).href),
    property('image', new URL(picturePath(pictured), siteUrl).href),
    property('image:width', String(width)),
    property('image:height', String(height)),
    property('image:alt', `${title}${language === 'zh' ? '：' : ': '}${summary}`),
    ['meta', { name: 'twitter:card', content: 'summary_large_image' }],
  ];
}

/** Says it where pictures of Chinese pages cannot be drawn. */
export const noLetters = `No font here has Chinese letters, so pages below ${chinese.link} get the picture of their English twin; on Debian: apt-get install fonts-noto-cjk`;
