// The site while it is written: the same scripts, on pages that VitePress shows one after the other without loading them.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createServer } from 'vitepress';
import { root } from '../scripts/checkout/paths.ts';
import { base } from './.vitepress/settings.ts';
import { clipboard, expect, newReader } from './reader-testing.ts';

let server: Awaited<ReturnType<typeof createServer>>;
let url: string;
before(async () => {
  server = await createServer(join(root, 'site'), { port: 0, host: '127.0.0.1' });
  await server.listen();
  url = new URL(base, server.resolvedUrls!.local[0]).href;
});
after(() => server?.close());

test('while the site is written, every script works on the first page and on those that follow', async () => {
  const context = await newReader({ viewport: { width: 1440, height: 900 } });
  const errors: string[] = [];
  try {
    const page = await context.newPage();
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.goto(`${url}ipc`);
    const current = page.locator('nav.outline:visible [aria-current="location"]');
    const marks = async (): Promise<void> => {
      const last = page.locator('nav.outline:visible a').last();
      const href = (await last.getAttribute('href'))!;
      await page.locator(href).evaluate((heading) => heading.scrollIntoView());
      await expect(current).toHaveAttribute('href', href);
    };
    await marks();

    // No load between: what is kept in the page is still there.
    await page.evaluate(() => Object.assign(window, { kept: true }));
    await page.locator('#menu a[href$="/worker-pool"]').first().click();
    await page.locator('h1', { hasText: 'Worker pools' }).waitFor();
    assert.ok(await page.evaluate(() => 'kept' in window));
    await marks();
    await page.locator('[data-copy]:visible').first().click();
    await expect.poll(() => clipboard(page)).toMatch(/^npm run snippet /);
    await page.getByRole('button', { name: 'Replay' }).first().click();
    await page.locator('.tl-player').waitFor();
    await page.locator('[data-appearance]:visible').first().click();
    await expect(page.locator('html')).toContainClass('dark');
    await page.keyboard.press('/');
    await page.getByRole('searchbox').fill('pool');
    await page.getByText('use npm start').waitFor();
    await page.keyboard.press('Escape');

    await page.goto(`${url}interview/practice`);
    await page.getByRole('button', { name: 'Start' }).click();
    await page.locator('.card summary').click();
    await expect(page.locator('.card details > div')).toHaveText(/[^]{100}/);
    assert.deepEqual(errors, []);
  } finally {
    await context.close();
  }
});
