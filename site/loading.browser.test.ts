// What a reader has of a page before its scripts, without them, and on the way from page to page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { dist } from './.vitepress/settings.ts';
import { answers, asElsewhere, site, visit } from './browser-testing.ts';
import { atRest, expect, newReader, twoFrames } from './reader-testing.ts';

const phone = { width: 390, height: 844 };

/** Holds back all scripts of a page until they are let go, as a slow connection does. */
async function holdScripts(page: Page): Promise<() => void> {
  let letGo = (): void => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route('**/assets/*.js', async (route) => {
    await held;
    await route.continue();
  });
  return letGo;
}

/** Waits until all of a page's own HTML is there and painted. Its scripts may still be missing. */
async function painted(page: Page): Promise<void> {
  await page.waitForFunction(() => document.readyState !== 'loading');
  await page.evaluate(async () => void (await document.fonts.ready));
  await twoFrames(page);
}

/** Whether two pictures are the same to an eye: a part of a page that is drawn again may differ by one step of a colour at its edges. */
async function looksLike(one: Buffer, other: Buffer): Promise<boolean> {
  if (one.equals(other)) return true;
  const [a, b] = await Promise.all([one, other].map((picture) => sharp(picture).raw().toBuffer()));
  return a!.length === b!.length && a!.every((value, at) => Math.abs(value - b![at]!) <= 2);
}

test('a page is painted as it stays: its scripts change nothing of what is seen', async () => {
  const look = async (width: number): Promise<void> => {
    const context = await newReader({
      viewport: { width, height: 900 },
      reducedMotion: 'reduce',
      serviceWorkers: 'block',
    });
    try {
      for (const path of [
        '',
        'zh/ipc',
        'snippets/worker-pool',
        'interview/',
        'zh/interview/practice',
        'interview/sheet',
        'zh/interview/graceful-shutdown',
        'choosing',
        'changes',
      ]) {
        const page = await context.newPage();
        const letGo = await holdScripts(page);
        await page.goto(asElsewhere() + path, { waitUntil: 'commit' });
        await painted(page);
        const before = await page.screenshot();
        letGo();
        await page.waitForLoadState();
        await answers(page);
        await atRest(page);
        // A picture may be taken in the middle of a change; what scripts have changed stays changed.
        await expect
          .poll(async () => looksLike(before, await page.screenshot()), {
            message: `/${path} at ${width} px`,
          })
          .toBe(true);
        await page.close();
      }
    } finally {
      await context.close();
    }
  };
  await Promise.all([390, 1100, 1440].map(look));
});

/** What works on every page by HTML and styles alone. */
async function workByThemselves(page: Page): Promise<void> {
  const menu = page.locator('[popover]:has(a[href$="/worker-threads"])').first();
  await expect(menu).toBeHidden();
  await page
    .locator(`[popovertarget="${await menu.getAttribute('id')}"]`)
    .first()
    .click();
  await expect(menu).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  const folded = page.locator('main details').first();
  await folded.locator('summary').click();
  await expect(folded.locator('> :not(summary)').first()).toBeVisible();
  await page.locator('figure a.f-file').first().click();
  await page.waitForURL('**/snippets/**', { waitUntil: 'commit' });
}

test('before its scripts are there a page opens its menu, folds and leads on', async () => {
  await visit(
    'overview',
    async (page) => {
      const letGo = await holdScripts(page);
      await page.reload({ waitUntil: 'commit' });
      await painted(page);
      await workByThemselves(page);
      letGo();
    },
    { viewport: phone },
  );
});

test('without scripts a page is whole, opens its menu, folds and leads on', async () => {
  await visit(
    'overview',
    async (page) => {
      // What only a script could do is not offered.
      for (const button of ['.search-button', '[data-appearance]', '.tl-play', '.f-copy'])
        await expect(page.locator(`${button}:visible`), button).toHaveCount(0);
      await workByThemselves(page);
      await expect(page.locator('.f-output pre').first()).toBeVisible();
    },
    { viewport: phone, javaScriptEnabled: false },
  );
});

test('what a reader has chosen before a form answers is not lost', async () => {
  await visit('interview/', async (page) => {
    const letGo = await holdScripts(page);
    await page.reload({ waitUntil: 'commit' });
    await painted(page);
    await page.getByLabel('Level').selectOption('senior');
    letGo();
    await page.waitForURL('**/interview/?level=senior');
    await page.goto(`${site.url}interview/sheet`, { waitUntil: 'commit' });
    await page.locator('.sheet input').nth(3).check();
    await answers(page);
    await expect(page.getByText('1 chosen')).toBeVisible();
  });
});

test('reload, back and forward keep the place', async () => {
  await visit('worker-threads', async (page) => {
    const place = (): Promise<number> => page.evaluate(() => Math.round(scrollY));
    await page.evaluate(() => scrollTo(0, 2_000));
    await expect.poll(place).toBe(2_000);
    await page.reload();
    await expect.poll(place).toBe(2_000);
    await page.locator('#menu a[href$="/production"]').click();
    await page.waitForURL('**/production');
    await expect.poll(place).toBe(0);
    await page.goBack();
    await page.waitForURL('**/worker-threads');
    await expect.poll(place).toBe(2_000);
    await page.goForward();
    await page.waitForURL('**/production');
    await expect.poll(place).toBe(0);
  });
});

test('a page that is only prepared starts nothing, and all once it is shown', async () => {
  const context = await newReader();
  try {
    const page = await context.newPage();
    // As a browser tells a page that it is prepared, and later that it is shown.
    await page.addInitScript(`
      let prerendering = location.pathname.endsWith('/worker-threads');
      Object.defineProperty(document, 'prerendering', { get: () => prerendering });
      window.show = () => {
        prerendering = false;
        document.dispatchEvent(new Event('prerenderingchange'));
      };`);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(`${site.url}worker-threads#speed-up`);
    await atRest(page);
    const workers = (): Promise<number> =>
      page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);
    assert.equal(await workers(), 0);
    assert.match(page.url(), /worker-threads#speed-up$/);
    assert.deepEqual(
      asked.filter((path) => path.includes('/timelines/') || path.includes('/pagefind/')),
      [],
    );
    await page.evaluate('show()');
    await page.waitForURL('**/worker-pool#speed-up');
    await expect.poll(workers).toBe(1);
  } finally {
    await context.close();
  }
});

test('a first visit loads what its HTML names and no more; practice keeps to its budget with all that it fetches', async (t) => {
  const loads = async (path: string): Promise<string[]> => {
    const files: string[] = [];
    await visit(path, async (page) => {
      await atRest(page);
      const names = await page.evaluate(() =>
        performance.getEntriesByType('resource').map(({ name }) => name),
      );
      files.push(...names.map((name) => name.slice(site.url.length)));
    });
    return files;
  };
  for (const path of ['', 'interview/graceful-shutdown', 'pm2'])
    for (const file of await loads(path))
      assert.match(
        file,
        // Timelines near the top of a page come at once.
        /^(assets\/(style|main)\.[\w-]+\.(css|js)|[\w-]+\.(svg|css)|timelines\/.*)$/,
        `/${path}`,
      );
  const files = ['zh/interview/practice.html', ...(await loads('zh/interview/practice'))];
  const bytes = [...new Set(files)]
    .map((file) => brotliCompressSync(readFileSync(join(dist, file))).length)
    .reduce((sum, length) => sum + length, 0);
  t.diagnostic(`practice: ${bytes} bytes`);
  assert.ok(bytes <= 70_000, `practice takes ${bytes} bytes`);
});
