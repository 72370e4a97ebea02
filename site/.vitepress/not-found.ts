import { base } from './settings.ts';

/**
 * The host's one 404 page, in both languages, also without JavaScript.
 *
 * VitePress leaves its body empty until the theme's script has run. The script then shows its own
 * page in the language of the address.
 */
export function notFoundHtml(html: string): string {
  const page = `<main data-start style="max-width:40rem;margin:20vh auto;padding:0 1.5rem;text-align:center">
<h1>There is no such page</h1><p><a href="${base}">Go to the start</a></p>
<h2 lang="zh-CN">没有这一页</h2><p lang="zh-CN"><a href="${base}zh/">回到首页</a></p></main>`;
  return html.replace('<div id="app"></div>', `<div id="app">${page}</div>`);
}
