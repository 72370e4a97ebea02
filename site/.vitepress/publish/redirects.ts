import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { prefixes } from '../../../scripts/pages/pages.ts';

const languages = Object.values(prefixes);

/**
 * Pages and sections that moved, and spellings that readers try: old path to new, both without language and without a
 * slash at the start. An old path with a `#` is a section of a page that is still there.
 */
export type Redirects = Record<string, string>;

/** Reads `site/redirects.json`. */
export const readRedirects = (site: string): Redirects =>
  JSON.parse(readFileSync(join(site, 'redirects.json'), 'utf8')) as Redirects;

/**
 * Leads old addresses to new ones, in both languages: by a page that forwards, which works on every host, and by a
 * `_redirects` file, with which Netlify and Cloudflare Pages answer 301.
 *
 * @throws Error where a new address is no page or section, or an old one still is.
 */
export function writeRedirects(dist: string, base: string, redirects: Redirects): void {
  const rules: string[] = [];
  const hasSection = (page: string, id: string): boolean =>
    readFileSync(join(dist, `${page}.html`), 'utf8').includes(` id="${id}"`);
  for (const [from, to] of Object.entries(redirects)) {
    const [page = '', id] = to.split('#');
    const [old = '', section] = from.split('#');
    for (const language of languages) {
      const target = `${base}${language}${to}`;
      if (!existsSync(join(dist, `${language}${page}.html`)))
        throw new Error(`site/redirects.json: /${language}${page} is no page`);
      if (id !== undefined && !hasSection(language + page, id))
        throw new Error(`site/redirects.json: /${language}${page} has no section ${id}`);
      if (section !== undefined) {
        if (hasSection(language + old, section))
          throw new Error(
            `site/redirects.json: /${language}${old} has the section ${section} itself`,
          );
        continue;
      }
      const file = join(dist, `${language}${from}.html`);
      if (existsSync(file))
        throw new Error(`site/redirects.json: /${language}${from} is a page of its own`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, forwarding(target));
      rules.push(`${base}${language}${from} ${target} 301`);
    }
  }
  writeFileSync(join(dist, '_redirects'), `${rules.join('\n')}\n`);
}

/** What tells a forwarding page from one to read. */
export const isForwarding = (html: string): boolean => html.includes('<meta http-equiv="refresh"');

function forwarding(target: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Moved</title>
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url=${target}">
<link rel="canonical" href="${target}">
<p><a href="${target}">${target}</a></p>
</html>
`;
}
