import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMarkdownRenderer } from 'vitepress';
import { plainCorners } from './tables.ts';

test('an empty head of a column is a plain cell, the others stay heads', async () => {
  const renderer = await createMarkdownRenderer('.', {
    cache: false,
    config: (md) => void md.use(plainCorners),
  });
  const html = renderer.render('|   | one |\n| - | --- |\n| a | b |\n');
  assert.match(html, /<tr>\s*<td><\/td>\s*<th>one<\/th>\s*<\/tr>/);
});
