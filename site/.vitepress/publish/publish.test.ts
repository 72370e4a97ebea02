import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { policy, scriptHashes, withPolicy } from './csp.ts';
import { writeFeed } from './feed.ts';
import { addresses } from './head.ts';
import { startScript, withLateStart } from './late-start.ts';
import { headerRules, headersFile, headersFor, readHeaders } from './headers.ts';
import { usedStyles } from './leave-out.ts';
import { isForwarding, movedSections, writeRedirects } from './redirects.ts';

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

test('a section that moved is told to the page that it left', (t) => {
  const dist = temporary(t);
  for (const name of ['new.html', 'zh/new.html', 'kept.html', 'zh/kept.html'])
    writeFileSync(join(dist, name), '<h1 id="part">');
  const redirects = { 'kept#old': 'new#part', other: 'kept' };
  assert.deepEqual(movedSections('zh/kept.md', redirects), { old: 'new#part' });
  assert.equal(movedSections('new.md', redirects), undefined);
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

test('a style sheet keeps what pages can use', () => {
  const css = [
    ':root{--read:1px;--chain:var(--end);--end:2px;--script:3px}',
    '.shown,.gone .shown{width:var(--read)}',
    '.gone{width:var(--chain)}',
    '.shown:not(.gone):is(.gone,a){top:0}',
    '@media print{.gone{top:0}}',
    '@keyframes turn{to{top:0}}',
    '.fade-leave-to,.VPSidebarItem.level-3,.ansi-red{top:0}',
  ].join('');
  const code = ['"<p class=\\"shown\\">"', "style.setProperty('--script', x); h('VPSidebarItem')"];
  assert.equal(
    usedStyles(css, code),
    [
      ':root{--read:1px;--script:3px}',
      '.shown{width:var(--read)}',
      '.shown:not(.gone):is(.gone,a){top:0}',
      '@keyframes turn{to{top:0}}',
      '.fade-leave-to,.VPSidebarItem.level-3,.ansi-red{top:0}',
    ].join(''),
  );
});

test('the scripts of a page are named for the script that starts it, in their order', async () => {
  const html = `<head>
    <script type="module" src="/repo/assets/metadata.js"></script>
    <script type="module" src="/repo/assets/app.js"></script>
    <link rel="modulepreload" href="/repo/assets/theme.js">
    <link rel="modulepreload" href="/repo/assets/framework.js">
    <link rel="icon" href="/repo/favicon.svg">
    <script id="start">${await startScript()}</script></head>`;
  const late = withLateStart(html);
  const scripts = ['metadata', 'framework', 'theme', 'app'].map(
    (name) => `/repo/assets/${name}.js`,
  );
  assert.ok(late.includes(`data-scripts="${scripts.join(' ')}"`), late);
  assert.doesNotMatch(late, /type="module"|rel="modulepreload"/);
  assert.match(late, /rel="icon"/);
  // The same on all pages, so that one hash allows it.
  assert.deepEqual(scriptHashes(late), scriptHashes(html));
  assert.equal(withLateStart('<p>forwards</p>'), '<p>forwards</p>');
  assert.throws(() => withLateStart(html.replace('id="start"', '')), /No script starts/);
});
