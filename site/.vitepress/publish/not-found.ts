/**
 * The host's one 404 page. VitePress leaves its body to a script, which this site has none of.
 *
 * @param content - What the theme renders for it.
 */
export const notFoundHtml = (html: string, content: string): string =>
  html.replace('<div id="app"></div>', () => `<div id="app">${content}</div>`);
