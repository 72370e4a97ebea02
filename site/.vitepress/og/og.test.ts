import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import type { HeadConfig } from 'vitepress';
import { findSnippet } from '../../../scripts/catalog/catalog.ts';
import { cardOf } from './card.ts';
import { openGraph } from './index.ts';
import { canWrite, height, paint, sketch, width } from './picture.ts';
import { cardTags } from './tags.ts';

const where = 'https://example.org/learn/';
const page = (path: string, title = 'A title', description = 'A description.') => ({
  path,
  title,
  description,
});
const contentOf = (tags: readonly HeadConfig[], name: string): string | undefined =>
  tags.find(([, attributes]) => attributes!.property === name || attributes!.name === name)?.[1]
    .content;

test('tags name whole addresses below the base, in the language of the page', async () => {
  const { tags } = openGraph(where);
  const english = await tags(page('worker-threads.md'));
  assert.equal(contentOf(english, 'og:url'), 'https://example.org/learn/worker-threads');
  assert.equal(contentOf(english, 'og:image'), 'https://example.org/learn/og/worker-threads.png');
  assert.equal(contentOf(english, 'og:locale'), 'en_US');
  assert.equal(contentOf(english, 'og:description'), 'A description.');
  assert.equal(contentOf(english, 'twitter:card'), 'summary_large_image');
  const home = await tags(page('zh/index.md'));
  assert.equal(contentOf(home, 'og:url'), 'https://example.org/learn/zh/');
  assert.equal(contentOf(home, 'og:type'), 'website');
  assert.equal(contentOf(home, 'og:locale'), 'zh_CN');
});

test('a site without an address has words and no pictures; the page for wrong addresses has neither', async () => {
  const words = await openGraph(undefined).tags(page('worker-threads.md'));
  assert.equal(contentOf(words, 'og:title'), 'A title');
  for (const name of ['og:url', 'og:image', 'twitter:card'])
    assert.equal(contentOf(words, name), undefined, name);
  assert.deepEqual(await openGraph(where).tags(page('404.md')), []);
});

test('a snippet page is described by its summary', () => {
  const { summary } = findSnippet('worker-pool')!;
  assert.equal(cardOf(page('snippets/worker-pool.md')).summary, summary.en);
  assert.equal(cardOf(page('zh/snippets/worker-pool.md')).summary, summary.zh);
});

test('where Chinese cannot be drawn, a page shows the picture of its twin', () => {
  const tags = cardTags(cardOf(page('zh/overview.md')), where, 'overview');
  assert.equal(contentOf(tags, 'og:image'), 'https://example.org/learn/og/overview.png');
  assert.equal(contentOf(tags, 'og:url'), 'https://example.org/learn/zh/overview');
});

/** How many points of a picture's part are as bright as its title. */
async function brightPoints(picture: Buffer, top: number, high: number): Promise<number> {
  const points = await sharp(picture)
    .extract({ left: 0, top, width, height: high })
    .greyscale()
    .raw()
    .toBuffer();
  return points.filter((point) => point > 120).length;
}

test('a picture has its size, a title, lanes at its foot, and no long text over them', async () => {
  const long = 'A description that goes on and on. '.repeat(30);
  for (const path of ['overview.md', 'zh/snippets/worker-pool.md']) {
    const picture = await paint(sketch(cardOf(page(path, 'Title '.repeat(12), long))));
    const size = await sharp(picture).metadata();
    assert.deepEqual([size.format, size.width, size.height], ['png', width, height]);
    assert.ok((await brightPoints(picture, 140, 170)) > 2000, 'a title');
    assert.ok((await brightPoints(picture, 420, 160)) > 2000, 'lanes');
    assert.equal(await brightPoints(picture, 390, 20), 0, 'air above the lanes');
    assert.ok(picture.length < 60_000, `${picture.length} bytes`);
  }
});

test('pictures are written below the site, and a second build takes them from the cache', async (t) => {
  const dist = mkdtempSync(join(tmpdir(), 'og-'));
  t.after(() => rmSync(dist, { recursive: true }));
  const cache = join(dist, 'cache');
  const build = async (): Promise<void> => {
    const { tags, write } = openGraph(where, cache);
    for (const path of ['overview.md', 'worker-threads.md', 'diagrams.md']) await tags(page(path));
    await write(dist);
  };
  await build();
  const file = join(dist, 'og/overview.png');
  const first = readFileSync(file);
  // A trace in the kept pictures tells them from new ones.
  for (const name of readdirSync(cache)) appendFileSync(join(cache, name), 'kept');
  rmSync(join(dist, 'og'), { recursive: true });
  await build();
  assert.equal(readFileSync(file).toString('latin1'), `${first.toString('latin1')}kept`);
  assert.ok((await canWrite('zh')) || !existsSync(join(dist, 'og/zh')));
});
