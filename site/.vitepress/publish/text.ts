import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { languageOf, prefixes, type Language } from '../../../scripts/pages/pages.ts';
import { base } from '../settings.ts';
import { builtPages } from './built-pages.ts';
import { pageText, type PageText } from './page-text.ts';

/** Where a page's text stands: `worker-threads` is `worker-threads.md`, `zh/` is `zh/index.md`. */
export const textPath = (path: string): string => `${path.replace(/(^|\/)$/, '$1index')}.md`;

interface Entry extends PageText {
  path: string;
}

/** How lists of texts group the pages, by where they stand below the language; the last group's are named, and held nowhere. */
const groups: readonly { below: RegExp; name: Record<Language, string> }[] = [
  { below: /^[^/]*$/, name: { en: 'Pages', zh: '页面' } },
  { below: /^interview\//, name: { en: 'Interview questions', zh: '面试题' } },
  { below: /^snippets\//, name: { en: 'Snippets', zh: 'Snippets' } },
  { below: /^proofs\//, name: { en: 'Proofs', zh: '验证' } },
];

/** What a site says of itself in one language. */
interface About {
  title?: string;
  description?: string;
}

/**
 * Writes each page's text beside it, and for each language `llms.txt`, which names them, and `llms-full.txt`, which holds them
 * ([the convention](https://llmstxt.org)), but for the proofs: pages quote their outcomes.
 *
 * @param siteUrl - Where the site stands; without it links begin at the root of the host.
 */
export function writeTexts(
  dist: string,
  siteUrl: string | undefined,
  about: Record<Language, About>,
): void {
  const origin = siteUrl ? new URL(siteUrl).origin : '';
  const entries = builtPages(dist).flatMap(({ path, file }): Entry[] => {
    const text = pageText(readFileSync(join(dist, file), 'utf8'), base + path, origin);
    if (!text) return [];
    const target = join(dist, textPath(path));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text.markdown);
    return [{ path, ...text }];
  });
  for (const language of ['en', 'zh'] as const) {
    const own = groups.map(({ below, name }) => ({
      name: name[language],
      entries: entries.filter(
        ({ path }) =>
          languageOf(path) === language && below.test(path.slice(prefixes[language].length)),
      ),
    }));
    const { title, description } = about[language];
    const head = `# ${title}\n\n> ${description}\n`;
    const lists = own.map(({ name, entries }) =>
      [`## ${name}\n`, ...entries.map((entry) => line(entry, origin))].join('\n'),
    );
    const held = own.slice(0, -1).flatMap(({ entries }) => entries);
    const folder = join(dist, prefixes[language]);
    writeFileSync(join(folder, 'llms.txt'), `${[head, ...lists].join('\n')}\n`);
    writeFileSync(
      join(folder, 'llms-full.txt'),
      [head, ...held.map(({ markdown }) => markdown)].join('\n---\n\n'),
    );
  }
}

function line({ path, title, description }: Entry, origin: string): string {
  const said = description && `: ${description}`;
  return `- [${title}](${origin}${base}${textPath(path)})${said}`;
}
