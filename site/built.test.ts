// The built site as a host has it, read without a browser: links, budgets, policy, what a page shows before any script.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import { parseHTML } from 'linkedom';
import { readCatalog } from '../scripts/catalog.ts';
import { textOf } from '../scripts/recorder.ts';
import { readRecording } from '../scripts/recording.ts';
import { builtPages, type BuiltPage } from './.vitepress/publish/built-pages.ts';
import { policy, scriptHashes } from './.vitepress/publish/csp.ts';
import { isForwarding } from './.vitepress/publish/redirects.ts';
import { base, dist } from './.vitepress/settings.ts';

assert.ok(existsSync(join(dist, 'index.html')), 'build the site first: npm run build');

interface ParsedPage extends BuiltPage {
  html: string;
  document: Document;
  ids: Set<string>;
}

const pages: ParsedPage[] = builtPages(dist).map(({ path, file }) => {
  const html = readFileSync(join(dist, file), 'utf8');
  const { document } = parseHTML(html) as unknown as { document: Document };
  const ids = new Set([...document.querySelectorAll('[id]')].map(({ id }) => id));
  return { path, file, html, document, ids };
});
const byPath = new Map(pages.map((page) => [page.path, page]));

test('every link inside the site leads to a page and to a place on it, in its own language', () => {
  const problems: string[] = [];
  for (const { path, document } of pages) {
    for (const link of document.querySelectorAll('a[href]')) {
      const href = link.getAttribute('href')!;
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
      else if (
        page &&
        link.closest('main .vp-doc') &&
        target.startsWith('zh/') !== path.startsWith('zh/')
      )
        problems.push(`/${path}: ${href} changes the language`);
    }
  }
  assert.deepEqual([...new Set(problems)], []);
});

test('every heading below a title has a link to copy, named in the language of its page', () => {
  for (const { path, document } of pages) {
    const label = path.startsWith('zh/') ? '复制本节链接' : 'Copy the link to this section';
    const bare = [...document.querySelectorAll('main h2, main h3')]
      .filter(
        (heading) =>
          heading
            .querySelector(`a.header-anchor[href="#${heading.id}"]`)
            ?.getAttribute('aria-label') !== label,
      )
      .map((heading) => heading.textContent);
    assert.deepEqual(bare, [], path);
  }
});

test('before any script runs every snippet page shows its sources and what was recorded', () => {
  for (const { id } of readCatalog()) {
    for (const prefix of ['', 'zh/']) {
      const { document } = byPath.get(`${prefix}snippets/${id}`)!;
      assert.ok(document.querySelector('.f-code pre'), id);
      const output = stripVTControlCharacters(textOf(readRecording(id)!.output));
      assert.equal(document.querySelector('.f-output pre')?.textContent, output, id);
    }
  }
});

test('each page satisfies its own policy, and nothing comes from elsewhere', () => {
  for (const { path, html, document } of pages) {
    const [declared] = [
      ...document.querySelectorAll('meta[http-equiv="Content-Security-Policy"]'),
    ].map((meta) => meta.getAttribute('content'));
    assert.equal(declared, policy(scriptHashes(html), 'meta'), path);
    assert.equal(document.querySelectorAll('style').length, 0, `${path} has a style element`);
    const handlers = /<[a-z][^>]* on[a-z]+="/i.exec(html.replace(/<pre[\s\S]*?<\/pre>/g, ''));
    assert.equal(handlers, null, `${path} has a handler as an attribute`);
    for (const element of document.querySelectorAll('[src], link[rel~="stylesheet"][href]')) {
      const address = element.getAttribute('src') ?? element.getAttribute('href')!;
      assert.ok(
        address.startsWith(base) || address.startsWith('data:image/'),
        `${path}: ${address}`,
      );
    }
  }
  const headers = readFileSync(join(dist, '_headers'), 'utf8');
  for (const hash of pages.flatMap(({ html }) => scriptHashes(html)))
    assert.ok(headers.includes(hash), hash);
});

/** Of brotli: what hosts use on the way, and what they use ahead. */
const levels = { quick: 5, best: 11 };

const compressed = new Map<string, number>();
/** Bytes of a file as a host sends it. */
function bytesOf(file: string, level: number): number {
  const key = `${level} ${file}`;
  const known = compressed.get(key);
  if (known !== undefined) return known;
  const bytes = brotliCompressSync(readFileSync(file), {
    params: { [constants.BROTLI_PARAM_QUALITY]: level },
  }).length;
  compressed.set(key, bytes);
  return bytes;
}

/** What a first visit loads: the page and every file that it names as a script, a style, a preload or an icon. */
function filesOfVisit({ file, document }: ParsedPage): string[] {
  const named = [
    ...document.querySelectorAll(
      'script[src], link[rel~="stylesheet"], link[rel="modulepreload"], link[rel="preload"], link[rel="icon"]',
    ),
  ].map((element) => element.getAttribute('src') ?? element.getAttribute('href')!);
  return [file, ...new Set(named.map((address) => address.slice(base.length)))];
}

const sum = (files: readonly string[], level: number): number =>
  files.reduce((total, file) => total + bytesOf(join(dist, file), level), 0);

/** Bytes of a first visit, brotli at its best: what the site holds today. Its goal is 60, 85 and 110 kB. */
const budgets = { scripts: 62_000, light: 88_000, other: 135_000 };
const isLight = ({ path }: BuiltPage): boolean => /^(zh\/)?(interview\/.*)?$/.test(path);
const isScript = (file: string): boolean => file.endsWith('.js');

for (const [what, some, counts, budget] of [
  ['scripts', pages, isScript, budgets.scripts],
  ['home and questions', pages.filter(isLight), () => true, budgets.light],
  ['all other pages', pages.filter((page) => !isLight(page)), () => true, budgets.other],
] as const) {
  test(`a first visit keeps to its budget of bytes: ${what}`, (t) => {
    // The best level takes half a second a page; the largest few by the quick one tell.
    const [largest] = some
      .map((page) => ({ path: page.path, files: filesOfVisit(page).filter(counts) }))
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
const allowances = { short: 4_000, full: 22_000 };

test('figures keep to their allowance of bytes', (t) => {
  const sizes = pages.flatMap(({ path, html }) =>
    [...html.matchAll(/<figure class="snippet snippet-(short|full)"[\s\S]*?<\/figure>/g)].map(
      ([figure, form]) => ({
        path,
        form: form as keyof typeof allowances,
        bytes: brotliCompressSync(figure).length,
      }),
    ),
  );
  for (const [form, allowance] of Object.entries(allowances)) {
    const largest = sizes.filter((size) => size.form === form).sort((a, b) => b.bytes - a.bytes)[0];
    assert.ok(largest, `no figure of the ${form} form`);
    t.diagnostic(
      `largest ${form} form: ${largest.bytes} of ${allowance} bytes, on /${largest.path}`,
    );
    assert.ok(
      largest.bytes <= allowance,
      `${form} form on /${largest.path}: ${largest.bytes} bytes`,
    );
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
