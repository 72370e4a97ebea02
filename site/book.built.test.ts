// The books: valid, whole, closed in themselves, and the same each time.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { EpubCheck } from '@likecoin/epubcheck-ts';
import { strFromU8, unzipSync } from 'fflate';
import { Parser } from 'htmlparser2';
import { parseHTML } from 'linkedom';
import { prefixes, type Language } from '../scripts/pages/pages.ts';
import { readQuestions } from '../scripts/pages/questions.ts';
import { chinese, english } from './.vitepress/pages/languages.ts';
import { topicsInOrder } from './.vitepress/pages/topics.ts';
import { writeBooks } from './.vitepress/publish/book/index.ts';
import { bookPath } from './.vitepress/publish/book/pages.ts';
import { onePage } from './.vitepress/publish/book/paper.ts';
import { base, dist, siteUrl } from './.vitepress/settings.ts';

assert.ok(existsSync(join(dist, 'index.html')), 'build the site first: npm run build');

const languages: readonly Language[] = ['en', 'zh'];
const about = { en: english, zh: chinese };

/** The files of a book, as texts, by their paths inside. */
const open = (file: Uint8Array): Map<string, string> =>
  new Map(
    Object.entries(unzipSync(file)).map(([path, bytes]) => [
      path.replace(/^EPUB\//, ''),
      strFromU8(bytes),
    ]),
  );

const built = (language: Language): Uint8Array => readFileSync(join(dist, bookPath(language)));
const books = { en: open(built('en')), zh: open(built('zh')) };
const chaptersOf = (book: ReadonlyMap<string, string>): [string, string][] =>
  [...book].filter(([path]) => path.endsWith('.xhtml'));

/** What a text in XML points at, and what it can be pointed at by. */
function namesIn(xml: string): { ids: string[]; links: string[]; sources: string[] } {
  const found = { ids: [] as string[], links: [] as string[], sources: [] as string[] };
  const parser = new Parser(
    {
      onopentag(_, { id, href, src }) {
        if (id !== undefined) found.ids.push(id);
        if (href !== undefined) found.links.push(href);
        if (src !== undefined) found.sources.push(src);
      },
    },
    { xmlMode: true },
  );
  parser.end(xml);
  return found;
}

test('a book hides nothing: its charts have one drawing, which the theme hides on wide pages', () => {
  for (const book of Object.values(books)) {
    const style = book.get('book.css') ?? '';
    assert.match(style, /\.c-plot \{/);
    assert.doesNotMatch(style, /display: none/);
  }
});

for (const language of languages) {
  test(`as one page every link finds its place, and the outline is that of the contents: ${language}`, () => {
    const { html, pictures } = onePage(built(language));
    const { document } = parseHTML(html);
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length, 'an id stands twice');
    const links = [...document.querySelectorAll('a')].map((a) => a.getAttribute('href') ?? '');
    const inside = links.filter((link) => !/^(https?|mailto):/.test(link));
    const known = new Set(ids);
    assert.deepEqual(
      inside.filter((link) => !known.has(link.replace(/^#/, ''))),
      [],
    );
    for (const img of document.querySelectorAll('img'))
      assert.ok(pictures.has(img.getAttribute('src')!), img.outerHTML);
    const outline = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(({ tagName }) =>
      Number(tagName.slice(1)),
    );
    // No level is skipped on the way down.
    outline.forEach((level, at) => assert.ok(level <= (outline[at - 1] ?? 0) + 1, `heading ${at}`));
    const firsts = [...document.querySelectorAll('nav li')].flatMap((li) => {
      const href = li.querySelector('a')?.getAttribute('href') ?? '';
      return li.firstElementChild?.tagName !== 'A' || href.includes(':') ? [] : [{ li, href }];
    });
    assert.ok(firsts.length > 50);
    for (const { li, href } of firsts) {
      let depth = 0;
      for (let at = li.parentElement?.closest('li'); at; at = at.parentElement?.closest('li'))
        depth++;
      const heading = document.querySelector(`${href} [data-level='1']`);
      assert.equal(heading?.tagName, `H${depth + 1}`, href);
    }
  });

  test(`a validator has nothing to say of the book: ${language}`, async () => {
    const { valid, messages } = await EpubCheck.validate(built(language));
    assert.deepEqual(
      messages.filter(({ severity }) => severity !== 'usage' && severity !== 'info'),
      [],
    );
    assert.ok(valid);
  });

  test(`every link inside of the book leads to something, and nothing is fetched: ${language}`, () => {
    const book = books[language];
    const names = new Map(chaptersOf(book).map(([path, xml]) => [path, namesIn(xml)]));
    for (const [path, { ids, links, sources }] of names) {
      assert.equal(new Set(ids).size, ids.length, `${path} gives an id twice`);
      for (const source of sources) assert.ok(book.has(source), `${path} shows ${source}`);
      for (const link of links) {
        if (/^(https?|mailto):/.test(link)) continue;
        const [file = '', id] = link.split('#');
        const target = file === '' ? path : file;
        assert.ok(book.has(target), `${path} leads to ${link}`);
        if (id !== undefined) assert.ok(names.get(target)?.ids.includes(id), `${path}: ${link}`);
      }
      // What is in the book is not looked for on the site.
      const onSite = links.filter((link) => link.startsWith(siteUrl!));
      const left =
        /^(zh\/)?($|diagrams|changes|progress|seven-days|(snippets|proofs|exercises|raw|interview\/(practice|sheet))\b)/;
      for (const link of onSite) assert.match(link.slice(siteUrl!.length), left, path);
    }
  });

  test(`all topics and questions are chapters, in the order of the contents: ${language}`, () => {
    const book = books[language];
    const spine = [...book.get('package.opf')!.matchAll(/<itemref idref="([^"]+)"/g)].map(
      ([, id]) => new RegExp(`id="${id}" href="([^"]+)"`).exec(book.get('package.opf')!)![1]!,
    );
    assert.deepEqual(
      [...spine].sort(),
      chaptersOf(book)
        .map(([path]) => path)
        .sort(),
    );
    const contents = namesIn(book.get('contents.xhtml')!)
      .links.map((link) => link.split('#')[0]!)
      .filter((file) => file !== 'book.css');
    const inOrder = contents.filter((file, index) => contents.indexOf(file) === index);
    assert.deepEqual(
      inOrder,
      spine.filter((file) => !['cover.xhtml', 'contents.xhtml'].includes(file)),
    );
    for (const topic of topicsInOrder())
      assert.ok(
        !existsSync(join(dist, `${topic}.html`)) || spine.includes(`${topic}.xhtml`),
        topic,
      );
    for (const { slug } of readQuestions(language))
      assert.ok(spine.includes(`interview-${slug}.xhtml`), slug);
  });

  test(`a chapter has the figures of its page, and no more than a book may: ${language}`, () => {
    for (const page of ['fork', 'worker-threads', 'performance', 'interview/zombies']) {
      const html = readFileSync(join(dist, `${prefixes[language]}${page}.html`), 'utf8');
      const { document } = parseHTML(html) as unknown as { document: Document };
      const chapter = parseHTML(
        books[language].get(`${page.replace('/', '-')}.xhtml`)!,
      ) as unknown as {
        document: Document;
      };
      for (const [on, inBook] of [
        ['main figure.snippet', 'figure.snippet'],
        ['main figure.diagram svg', 'figure.diagram svg'],
        ['main figure.chart', 'figure.chart svg'],
        ['main figure.proofs', 'figure.proofs'],
        ['main .timeline', '.timeline svg.tl-plot'],
        ['main .measured', '.measured'],
        ['main .proof', '.proof'],
      ] as const) {
        const wanted = document.querySelectorAll(on).length;
        const there = chapter.document.querySelectorAll(inBook).length;
        assert.equal(there, wanted, `${page}: ${inBook}`);
      }
      const codes = (of: Document): string[] =>
        [...of.querySelectorAll('figure.snippet .f-code code')].map(
          ({ textContent }) => textContent,
        );
      assert.deepEqual(codes(chapter.document), codes(document));
    }
    for (const [path, text] of books[language]) {
      assert.doesNotMatch(text.slice(0, 200), /^\ufeff/, path);
      if (!/\.(xhtml|css)$/.test(path)) continue;
      assert.doesNotMatch(
        text,
        /<(script|button|input|iframe|form)\b|\bon[a-z]+="|javascript:/,
        path,
      );
      // Values stand in the place of names, which many readers do not know.
      assert.doesNotMatch(text, /var\(--|@import|url\(/, path);
    }
  });

  test(`the book is small, and the pages say how small: ${language}`, () => {
    const { length } = built(language);
    assert.ok(length < 15e6, `${length} bytes`);
    const size = `${(length / 1e6).toFixed(1)} MB`;
    for (const page of ['index', 'interview/practice']) {
      const html = readFileSync(join(dist, `${prefixes[language]}${page}.html`), 'utf8');
      const [, told] = /href="[^"]*\.epub"[^>]*>(.*?)<\/a>/.exec(html)!;
      assert.ok(told!.includes(size), `${page}: ${told}`);
      assert.doesNotMatch(html, /data-book-size/);
    }
  });
}

/** A site of two pages, for what a whole one does not hold. */
function smallSite(t: { after: (done: () => void) => void }, main: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'book-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const prefix of Object.values(prefixes)) {
    const file = join(folder, `${prefix}fork.html`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `<html><body><p>menu</p><main>${main}</main><p>foot</p></body></html>`);
  }
  return folder;
}

test('hostile text stays text, and what XML cannot hold is gone', async (t) => {
  const folder = smallSite(
    t,
    `<h1 id="a">A &lt;b&gt; &amp; "c"</h1><p onclick="x()">\u0000\u0001&#27;[31m]]&gt; &lt;/body&gt;<br><script>bad()</script></p>` +
      `<p><a class="proof" href="x#y" title="Proof: &lt;i&gt;. Node 20: &quot;&amp;&quot;">20</a> <a href="${base}nowhere">nowhere</a> <a href="fork#a">here</a></p>`,
  );
  await writeBooks(folder, undefined, about);
  const file = readFileSync(join(folder, bookPath('en')));
  const { messages } = await EpubCheck.validate(file);
  assert.deepEqual(
    messages.filter(({ severity }) => severity === 'error' || severity === 'fatal'),
    [],
  );
  const chapter = open(file).get('fork.xhtml')!;
  assert.match(chapter, /<h1 id="a">A &lt;b&gt; &amp; &quot;c&quot;<\/h1>/);
  assert.match(chapter, /<p>[^<]*\[31m\]\]&gt; &lt;\/body&gt;<br\/><\/p>/);
  assert.match(chapter, /<p>Proof: &lt;i&gt;\. Node 20: &quot;&amp;&quot;<\/p>/);
  assert.match(chapter, /<span>nowhere<\/span> <a href="#a">here<\/a>/);
  assert.doesNotMatch(chapter, /menu|foot<|bad\(/);
});

test('the same site makes the same bytes, wherever the clock stands', async (t) => {
  const folder = smallSite(t, '<h1 id="a">A</h1><p>One.</p>');
  const zone = process.env.TZ;
  t.after(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });
  const made: Buffer[] = [];
  for (const there of ['UTC', 'Asia/Shanghai', 'America/Los_Angeles']) {
    process.env.TZ = there;
    await writeBooks(folder, siteUrl, about);
    made.push(readFileSync(join(folder, bookPath('en'))));
  }
  assert.ok(made.every((bytes) => bytes.equals(made[0]!)));
});
