// What tests in a browser share: the built site, served, and a browser that opens its pages.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { browserArguments, findBrowser } from '../scripts/browser.ts';
import { serveSite } from './.vitepress/serve.ts';
import { base, dist } from './.vitepress/settings.ts';

/** Both are there while tests run, and in no line that runs before. */
export let browser: Browser;
export let site: Awaited<ReturnType<typeof serveSite>>;

before(async () => {
  assert.ok(existsSync(join(dist, 'index.html')), 'build the site first: npm run build');
  site = await serveSite({ dist, base, port: 0 });
  browser = await chromium.launch({ executablePath: findBrowser(), args: browserArguments });
});
after(async () => {
  await browser?.close();
  await site?.close();
});

/** In the page: whether the app has taken it over. */
const appRuns = (): boolean => '__vue_app__' in (document.querySelector('#app') ?? {});

/** Moves the pointer, as somebody who turns to the page does, and waits until the app has taken it over. */
export async function started(page: Page): Promise<void> {
  await page.mouse.move(1, 1);
  await page.waitForFunction(appRuns);
}

/** Opens a page; at the end no error stands in its console and no request went elsewhere. */
export const visit = (
  path: string,
  work: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> => visitAll([path], work, options);

/** Opens pages one after the other, as one reader does: what they share is loaded once. */
export async function visitAll(
  paths: readonly string[],
  work: (page: Page, path: string) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const context = await browser.newContext({
    permissions: ['clipboard-read', 'clipboard-write'],
    // It would keep each page of each visit; the test of offline reading has one of its own.
    serviceWorkers: 'block',
    ...options,
  });
  const problems: string[] = [];
  try {
    const page = await context.newPage();
    page.on(
      'console',
      (message) => message.type() === 'error' && problems.push(`console: ${message.text()}`),
    );
    page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== new URL(site.url).origin)
        problems.push(`request to ${request.url()}`);
    });
    for (const path of paths) {
      await page.goto(site.url + path);
      if (options.javaScriptEnabled !== false) await started(page);
      await work(page, path);
      assert.deepEqual(problems, [], path);
    }
  } finally {
    await context.close();
  }
}
