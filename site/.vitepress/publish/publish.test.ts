import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { policy, scriptHashes, withPolicy } from './csp.ts';
import { writeFeed } from './feed.ts';
import { addresses } from './head.ts';
import { headerRules, headersFile, headersFor, readHeaders } from './headers.ts';
import { isForwarding, writeRedirects } from './redirects.ts';
import { searchWeight } from './search-weight.ts';
import { speculationRules } from './speculation.ts';
import { withoutApp } from './without-app.ts';

test('a policy allows the inline scripts of its page and no other', () => {
  const html =
    '<meta charset="utf-8"><script src="/a.js"></script><script id="x">go()</script><script type="application/json">{}</script>';
  const hashes = scriptHashes(html);
  // printf 'go()' | openssl dgst -sha256 -binary | base64
  assert.deepEqual(hashes, ["'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw='"]);
  assert.ok(withPolicy(html).includes(`content="${policy(hashes, 'meta')}"`));
  for (const where of ['header', 'meta'] as const) {
    const scripts = /script-src [^;]*/.exec(policy(hashes, where))![0];
    assert.doesNotMatch(scripts, /unsafe-inline|'unsafe-eval'/);
  }
});

test('headers survive the way through the file, and later rules win', () => {
  const rules = headerRules('/repo/', ["'sha256-x'"]);
  assert.deepEqual(readHeaders(headersFile(rules)), rules);
  const asset = headersFor('/repo/assets/app.js', rules);
  assert.match(asset['Cache-Control']!, /immutable/);
  assert.match(asset['Content-Security-Policy']!, /sha256-x/);
  assert.equal(headersFor('/repo/', rules)['Cache-Control'], undefined);
  assert.deepEqual(headersFor('/elsewhere', rules), {});
});

test('a page names its twin and itself, once the site has an address', () => {
  const links = addresses('zh/snippets/index.md', 'https://example.org/repo/').map(
    ([, attributes]) => attributes,
  );
  assert.deepEqual(links[0], { rel: 'canonical', href: 'https://example.org/repo/zh/snippets/' });
  assert.equal(links[1]!.href, 'https://example.org/repo/snippets/');
  assert.deepEqual(addresses('index.md', undefined), []);
});

function temporary(t: { after: (work: () => void) => void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'publish-'));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'zh'));
  return folder;
}

test('a redirect leads to a page or fails the build', (t) => {
  const dist = temporary(t);
  for (const name of ['new.html', 'zh/new.html', 'kept.html', 'zh/kept.html'])
    writeFileSync(join(dist, name), '<h1 id="part">');
  writeRedirects(dist, '/', { 'a/old': 'new#part' });
  assert.ok(isForwarding(readFileSync(join(dist, 'zh/a/old.html'), 'utf8')));
  assert.match(readFileSync(join(dist, '_redirects'), 'utf8'), /^\/a\/old \/new#part 301$/m);
  assert.throws(() => writeRedirects(dist, '/', { x: 'gone' }), /\/gone is no page/);
  assert.throws(() => writeRedirects(dist, '/', { kept: 'new' }), /\/kept is a page of its own/);
  assert.throws(() => writeRedirects(dist, '/', { x: 'new#no' }), /\/new has no section no/);
});

test('a section that moved makes no page, and leads to a section or fails the build', (t) => {
  const dist = temporary(t);
  for (const name of ['new.html', 'zh/new.html', 'kept.html', 'zh/kept.html'])
    writeFileSync(join(dist, name), '<h1 id="part">');
  const redirects = { 'kept#old': 'new#part', other: 'kept' };
  writeRedirects(dist, '/', redirects);
  assert.ok(!existsSync(join(dist, 'kept#old.html')));
  assert.throws(
    () => writeRedirects(dist, '/', { 'kept#part': 'new#part' }),
    /\/kept has the section part itself/,
  );
});

test('a feed has one entry for each dated section, with whole addresses', (t) => {
  const dist = temporary(t);
  const page = (id: string): void =>
    writeFileSync(
      join(dist, 'changes.html'),
      `<main><h2 id="${id}">News &lt;b&gt; <a class="header-anchor" href="#x">#</a></h2><p><a href="/repo/ipc">IPC</a></p><h2 id="2026-01-31-b">Older</h2></main>`,
    );
  page('2026-02-01');
  writeFeed(dist, 'https://example.org/repo/', 'en', { title: 'Site', description: 'About' });
  const feed = readFileSync(join(dist, 'changes.xml'), 'utf8');
  assert.equal(feed.match(/<item>/g)?.length, 2);
  assert.match(feed, /<!\[CDATA\[News <b>\]\]>/);
  assert.match(feed, /href="https:\/\/example\.org\/repo\/ipc"/);
  assert.match(feed, /<lastBuildDate>Sun, 01 Feb 2026/);
  page('soon');
  rmSync(join(dist, 'changes.xml'));
  assert.throws(
    () => writeFeed(dist, 'https://example.org/repo/', 'en', {}),
    /"soon" must begin with a date/,
  );
  assert.equal(existsSync(join(dist, 'changes.xml')), false);
});

test('a page loses what only an app would read, and an island keeps the marks that it is taken over by', () => {
  const head = [
    '<head>',
    '    <link rel="preload stylesheet" href="/repo/assets/style.css" as="style">',
    '    <link rel="preload stylesheet" href="/repo/vp-icons.css" as="style">',
    '    <script id="check-dark-mode">dark()</script>',
    '    <script id="check-mac-os">mac()</script>',
    '</head>',
  ].join('\n');
  const body = '<ul><!--[--><li>one<!----></li><!--]--></ul><pre>&lt;!----&gt;</pre>';
  const lean = withoutApp(head + body);
  assert.match(lean, /style\.css/);
  assert.match(lean, /check-dark-mode/);
  assert.doesNotMatch(lean, /vp-icons|mac/);
  assert.ok(lean.endsWith('<ul><li>one</li></ul><pre>&lt;!----&gt;</pre>'));
  const island = `<div data-island="filter">${body}</div>`;
  assert.ok(withoutApp(head + island).endsWith(island));
});

test('what a page is worth in the search', () => {
  assert.equal(searchWeight('zh/worker-threads.md'), 1);
  assert.equal(searchWeight('interview/fork.md'), 0.1);
  for (const list of ['index.md', 'zh/snippets/index.md', 'interview/sheet.md'])
    assert.equal(searchWeight(list), undefined);
});

test('speculation rules leave out what is no page, below a base too', () => {
  const { prerender } = JSON.parse(speculationRules('/repo/')) as {
    prerender: { where: unknown }[];
  };
  assert.match(JSON.stringify(prerender[0]!.where), /"\/repo\/\*".*"not".*"\/repo\/raw\/\*"/);
});
