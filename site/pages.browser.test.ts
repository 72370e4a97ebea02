// Every page in a browser, apart from what is done on it: half of all time that browser tests take.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from '@playwright/test';
import { builtPages } from './.vitepress/publish/built-pages.ts';
import { dist } from './.vitepress/settings.ts';
import { visitSideBySide } from './browser-testing.ts';

/** Every built page, as readers address it. */
const paths = builtPages(dist).map(({ path }) => path);

/** Pages that are made from one thing: a twin differs in its words only. */
const isMade = (path: string): boolean => /^(zh\/)?(snippets|interview)\/[\w-]+$/.test(path);

test('every page is there in both languages; pages are wide enough for a phone, and log nothing', async () => {
  const english = paths.filter((path) => !path.startsWith('zh'));
  assert.deepEqual(
    paths.filter((path) => path.startsWith('zh')).map((path) => path.replace(/^zh\/?/, '')),
    english,
  );
  assert.ok(english.length > 10);
  const problems: string[] = [];
  const look = async (page: Page, path: string): Promise<void> => {
    const { titles, overflow } = await page.evaluate(() => ({
      titles: document.querySelectorAll('h1').length,
      overflow: document.documentElement.scrollWidth - window.innerWidth,
    }));
    if (titles !== 1) problems.push(`/${path} has ${titles} titles`);
    if (overflow > 0) problems.push(`/${path} scrolls sideways by ${overflow} px at 390 px`);
  };
  // Of a made page and its twin one is opened, in turn: a page takes a quarter of a second.
  const opened = english.flatMap((path, at) => {
    const both = [path, `zh/${path}`];
    return isMade(path) ? both[at % 2]! : both;
  });
  await visitSideBySide(opened, look, { viewport: { width: 390, height: 844 } });
  assert.deepEqual(problems, []);
});
