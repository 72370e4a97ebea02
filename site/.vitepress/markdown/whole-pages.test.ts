import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMarkdownRenderer } from 'vitepress';
import { root } from '../../../scripts/checkout/paths.ts';
import { headingsOf, wholePages } from './whole-pages.ts';

const html = `<h1 id="title">T</h1>
<h2 id="a" tabindex="-1">Is <code>a &lt; b</code>? <a class="header-anchor" href="#a" aria-label="Copy">&#8203;</a></h2>
<h3 id="a-1">First</h3><h3 id="a-2">Second</h3><h4 id="deep">Deep</h4><h2>unnamed</h2>
<h2 id="b">B</h2>`;

test('headings of a page, in their order and one below the other, without the links beside them', () => {
  assert.deepEqual(
    headingsOf(html).map(({ title, link, children }) => [title, link, children.map((c) => c.link)]),
    [
      ['Is a < b?', '#a', ['#a-1', '#a-2']],
      ['B', '#b', []],
    ],
  );
  assert.deepEqual(
    headingsOf(html, 2).flatMap(({ link, children }) => [link, ...children]),
    ['#a', '#b'],
  );
});

test('Vue gets an empty page, and the page is a string in its front matter', async () => {
  let part: ReturnType<typeof wholePages> | undefined;
  const md = await createMarkdownRenderer(root, {
    config: (renderer) => void (part = wholePages(renderer)),
  });
  const env: { frontmatter?: Record<string, unknown> } = {};
  assert.equal(md.render('---\ntitle: T\n---\n\n`{{ 6 * 7 }}`', env), '');
  assert.equal(env.frontmatter?.title, 'T');
  assert.match(env.frontmatter?.html as string, /\{\{ 6 \* 7 \}\}/);
  assert.match(part!('**part**', {}), /<strong>part<\/strong>/);
});
