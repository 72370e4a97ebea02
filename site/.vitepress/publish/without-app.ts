/** What VitePress writes into the head of each page for its own theme: a class that no style here asks for, and icons of which there are none. */
const forItsTheme =
  /\s*(?:<script id="check-mac-os">.*?<\/script>|<link rel="preload stylesheet" href="[^"]*\/vp-icons\.css" as="style">)/g;

/** Where Vue finds its parts again. */
const marks = /<!--[[\]]?-->/g;

/**
 * A page without what only an app would read: a fifth of a kilobyte of each first visit. Where a page has an island Vue takes over what
 * stands there, and its marks stay.
 */
export function withoutApp(html: string): string {
  const page = html.replace(forItsTheme, '');
  return page.includes('data-island=') ? page : page.replace(marks, '');
}
