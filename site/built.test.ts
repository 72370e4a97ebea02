// The built site as a host has it, read without a browser: links, budgets, policy, what a page shows before any script.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import { parseHTML } from 'linkedom';
import { readCatalog } from '../scripts/catalog/catalog.ts';
import { textOf } from '../scripts/recording/recorder.ts';
import { readRecording } from '../scripts/recording/recording.ts';
import { builtPages, type BuiltPage } from './.vitepress/publish/built-pages.ts';
import { policy, scriptHashes } from './.vitepress/publish/csp.ts';
import { isForwarding } from './.vitepress/publish/redirects.ts';
import { base, dist } from './.vitepress/settings.ts';

assert.ok(existsSync(join(dist, 'index.html')), 'build the site first: npm run build');

/** What the tests ask of a page. Its parsed tree is not kept: all of them together are gigabytes. */
interface Facts extends BuiltPage {
  html: string;
  ids: Set<string>;
  /** Where each link leads, and whether it stands in the text. */
  links: { href: string; inText: boolean }[];
  /** Links and buttons that have no name for a screen reader, by their HTML. */
  nameless: string[];
  /** Headings without a link to copy that is named in the page's language. */
  bareHeadings: string[];
  hasCode: boolean;
  output: string | undefined;
  declaredPolicy: string | null | undefined;
  styleElements: number;
  /** Scripts, styles and pictures that it names. */
  sources: string[];
  /** Headings of the text, and those that the outline names. */
  sections: string[];
  outline: string[];
  /** What a first visit loads: the page and every script, style, preload and icon that it names. */
  visit: string[];
}

const address = (element: Element): string =>
  element.getAttribute('src') ?? element.getAttribute('href')!;

/** Whether an element has text, a label, or a picture with a description. Most have text, and looking further is slow. */
const isNamedForAll = (element: Element): boolean =>
  Boolean(
    element.textContent?.trim() ||
    element.getAttribute('aria-label')?.trim() ||
    element.hasAttribute('aria-labelledby') ||
    element.querySelector('img[alt]')?.getAttribute('alt')?.trim(),
  );

function read({ path, file }: BuiltPage): Facts {
  const html = readFileSync(join(dist, file), 'utf8');
  const { document } = parseHTML(html) as unknown as { document: Document };
  const all = (selector: string): Element[] => [...document.querySelectorAll(selector)];
  const label = path.startsWith('zh/') ? '复制本节链接' : 'Copy the link to this section';
  const isNamed = (heading: Element): boolean =>
    heading.querySelector(`a.header-anchor[href="#${heading.id}"]`)?.getAttribute('aria-label') ===
    label;
  const loaded = all('script[src], link[rel~="stylesheet"], link[rel="preload"], link[rel="icon"]');
  return {
    path,
    file,
    html,
    ids: new Set(all('[id]').map(({ id }) => id)),
    links: all('a[href]').map((link) => ({
      href: link.getAttribute('href')!,
      inText: link.closest('main .doc') !== null,
    })),
    nameless: all('a[href], button')
      .filter((element) => !isNamedForAll(element))
      .map(({ outerHTML }) => outerHTML),
    bareHeadings: all('main h2, main h3')
      .filter((heading) => !isNamed(heading))
      .map(({ textContent }) => textContent),
    sections: all('.doc :is(h2, h3)')
      .filter(({ tagName }) => tagName === 'H2' || !path.endsWith('changes'))
      .map(({ id }) => `#${id}`),
    outline: all('nav.outline a').map((link) => link.getAttribute('href')!),
    hasCode: document.querySelector('.f-code pre') !== null,
    output: document.querySelector('.f-output pre')?.textContent,
    declaredPolicy: document
      .querySelector('meta[http-equiv="Content-Security-Policy"]')
      ?.getAttribute('content'),
    styleElements: all('style').length,
    sources: all('[src], link[rel~="stylesheet"][href]').map(address),
    visit: [file, ...new Set(loaded.map((element) => address(element).slice(base.length)))],
  };
}

const pages = builtPages(dist).map(read);
const byPath = new Map(pages.map((page) => [page.path, page]));

test('every link inside the site leads to a page and to a place on it, in its own language', () => {
  const problems: string[] = [];
  for (const { path, links } of pages) {
    for (const { href, inText } of links) {
      const url = new URL(href, `https://here${base}${path}`);
      if (url.host !== 'here') continue;
      if (!url.pathname.startsWith(base)) {
        problems.push(`/${path}: ${href} leaves the base`);
        continue;
      }
      const target = decodeURIComponent(url.pathname.slice(base.length));
      const page = byPath.get(target);
      const file = join(dist, target);
      if (!page && !(existsSync(file) && statSync(file).isFile()))
        problems.push(`/${path}: ${href} leads nowhere`);
      else if (page && url.hash && !page.ids.has(decodeURIComponent(url.hash.slice(1))))
        problems.push(`/${path}: ${href} names no place on that page`);
      // The switch of languages is the one way from one to the other.
      else if (page && inText && target.startsWith('zh/') !== path.startsWith('zh/'))
        problems.push(`/${path}: ${href} changes the language`);
    }
  }
  assert.deepEqual([...new Set(problems)], []);
});

test('every link and every button has a name', () => {
  assert.deepEqual(
    pages.flatMap(({ path, nameless }) => nameless.map((html) => `${path}: ${html}`)),
    [],
  );
});

test('every heading below a title has a link to copy, named in the language of its page', () => {
  for (const { path, bareHeadings } of pages) assert.deepEqual(bareHeadings, [], path);
});

test('before any script runs the outline of every page names its sections', () => {
  for (const { path, sections, outline } of pages) assert.deepEqual(outline, sections, path);
});

test('before any script runs every snippet page shows its sources and what was recorded', () => {
  for (const { id } of readCatalog()) {
    const recorded = stripVTControlCharacters(textOf(readRecording(id)!.output));
    for (const prefix of ['', 'zh/']) {
      const { hasCode, output } = byPath.get(`${prefix}snippets/${id}`)!;
      assert.ok(hasCode, id);
      assert.equal(output, recorded, id);
    }
  }
});

test('each page satisfies its own policy, and nothing comes from elsewhere', () => {
  for (const { path, html, declaredPolicy, styleElements, sources } of pages) {
    assert.equal(declaredPolicy, policy(scriptHashes(html), 'meta'), path);
    assert.equal(styleElements, 0, `${path} has a style element`);
    const handlers = /<[a-z][^>]* on[a-z]+="/i.exec(html.replace(/<pre[\s\S]*?<\/pre>/g, ''));
    assert.equal(handlers, null, `${path} has a handler as an attribute`);
    for (const source of sources) {
      const isLocal = source.startsWith(base) || source.startsWith('data:image/');
      assert.ok(isLocal, `${path}: ${source}`);
    }
  }
  const headers = readFileSync(join(dist, '_headers'), 'utf8');
  for (const hash of pages.flatMap(({ html }) => scriptHashes(html)))
    assert.ok(headers.includes(hash), hash);
});

/** Of brotli: what hosts use on the way, and what they use ahead. */
const levels = { quick: 5, best: 11 };

const compress = (content: Buffer | string, level: number): number =>
  brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: level } }).length;

const compressed = new Map<string, number>();
/** Bytes of a file as a host sends it. */
function bytesOf(file: string, level: number): number {
  const key = `${level} ${file}`;
  const bytes = compressed.get(key) ?? compress(readFileSync(file), level);
  compressed.set(key, bytes);
  return bytes;
}

const sum = (files: readonly string[], level: number): number =>
  files.reduce((total, file) => total + bytesOf(join(dist, file), level), 0);

const isScript = (file: string): boolean => file.endsWith('.js');
const isStyle = (file: string): boolean => file.endsWith('.css');
const isLight = ({ path }: BuiltPage): boolean =>
  /^(zh\/)?(interview\/(?!practice|sheet).*)?$/.test(path);
const isSnippet = ({ path }: BuiltPage): boolean => /^(zh\/)?snippets\/./.test(path);

const isOfProofs = ({ path }: BuiltPage): boolean => /^(zh\/)?proofs\//.test(path);

/** Of a first visit, brotli at its best. What a browser fetches beyond that, `loading.browser.test.ts` sees. */
for (const [what, some, counts, budget] of [
  ['scripts', pages, isScript, 8_000],
  ['styles', pages, isStyle, 10_000],
  ['home and questions', pages.filter(isLight), () => true, 30_000],
  ['snippets', pages.filter(isSnippet), () => true, 46_000],
  [
    'all other pages',
    pages.filter((page) => !isLight(page) && !isSnippet(page) && !isOfProofs(page)),
    () => true,
    60_000,
  ],
  // All proofs of a topic with their code, to be looked up by whom a statement has led there.
  ['proofs', pages.filter(isOfProofs), () => true, 80_000],
] as const) {
  test(`a first visit keeps to its budget of bytes: ${what}`, (t) => {
    // The best level takes half a second a page; the largest few by the quick one tell.
    const [largest] = some
      .map((page) => ({ path: page.path, files: page.visit.filter(counts) }))
      .sort((a, b) => sum(b.files, levels.quick) - sum(a.files, levels.quick))
      .slice(0, 3)
      .map(({ path, files }) => ({
        path,
        quick: sum(files, levels.quick),
        best: sum(files, levels.best),
      }))
      .sort((a, b) => b.best - a.best);
    assert.ok(largest, 'no such page');
    const { path, quick, best } = largest;
    t.diagnostic(`at most ${best} of ${budget} bytes (${quick} at level 5), on /${path}`);
    assert.ok(best <= budget, `/${path} takes ${best} bytes`);
  });
}

/** Bytes of a figure's HTML, brotli, that keep a page within its budget with a dozen figures on it. */
const allowances = { short: 4_000, full: 30_000 };

test('figures keep to their allowance of bytes', (t) => {
  const figures = pages.flatMap(({ path, html }) =>
    [...html.matchAll(/<figure class="snippet snippet-(short|full)"[\s\S]*?<\/figure>/g)].map(
      ([figure, form]) => ({ path, form, figure, quick: compress(figure, levels.quick) }),
    ),
  );
  for (const [form, allowance] of Object.entries(allowances)) {
    const [largest] = figures
      .filter((figure) => figure.form === form)
      .sort((a, b) => b.quick - a.quick)
      .slice(0, 5)
      .map(({ path, figure }) => ({ path, bytes: compress(figure, levels.best) }))
      .sort((a, b) => b.bytes - a.bytes);
    assert.ok(largest, `no figure of the ${form} form`);
    const { path, bytes } = largest;
    t.diagnostic(`largest ${form} form: ${bytes} of ${allowance} bytes, on /${path}`);
    assert.ok(bytes <= allowance, `${form} form on /${path}: ${bytes} bytes`);
  }
});

test('old addresses forward to pages that there are', () => {
  const rules = readFileSync(join(dist, '_redirects'), 'utf8').trim().split('\n');
  assert.ok(rules.length > 0);
  for (const rule of rules) {
    const [from, to, status] = rule.split(' ') as [string, string, string];
    assert.equal(status, '301');
    const html = readFileSync(join(dist, `${posix.relative(base, from)}.html`), 'utf8');
    assert.ok(isForwarding(html) && html.includes(`url=${to}"`), rule);
    const [path = '', hash] = to.slice(base.length).split('#');
    assert.ok(byPath.get(path), rule);
    if (hash) assert.ok(byPath.get(path)!.ids.has(hash), rule);
  }
});
