// A browser for tests, as one reader after the other uses it.
import { after, before } from 'node:test';
import {
  chromium,
  expect as expectSoon,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
  type Request,
} from '@playwright/test';
import { browserArguments, findBrowser } from '../scripts/testing/browser.ts';
import { patience } from '../scripts/waiting/limits.ts';

/** Looks again and again until a page shows what is expected of it: never at what it shows at one moment. */
export const expect = expectSoon.configure({ timeout: patience() });

let browser: Browser;
before(async () => {
  browser = await chromium.launch({
    executablePath: findBrowser(),
    args: browserArguments,
    timeout: patience(),
  });
});
after(() => browser?.close());

/** A reader's browser, with nothing of any other in it. */
export async function newReader(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const context = await browser.newContext({
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  });
  context.setDefaultTimeout(patience());
  context.on('page', (page) => {
    const requests = new Set<Request>();
    page.on('request', (request) => requests.add(request));
    for (const end of ['requestfinished', 'requestfailed'] as const)
      page.on(end as 'requestfinished', (request) => requests.delete(request));
    underWay.set(page, requests);
  });
  return context;
}

const underWay = new WeakMap<Page, Set<Request>>();

/** Waits until all that a page has done is painted. A browser without a screen may owe it a frame: then it is not waited for. */
export const twoFrames = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (let frames = 0; frames < 2; frames++)
      await new Promise((resolve) => {
        requestAnimationFrame(resolve);
        setTimeout(resolve, 1000);
      });
  });

/** Waits until nothing is on its way to the page, it has nothing to do, and all that it did has been painted. */
export async function atRest(page: Page): Promise<void> {
  const requests = underWay.get(page)!;
  do {
    await expect.poll(() => requests.size, { intervals: [20] }).toBe(0);
    await page.evaluate(async () => {
      await document.fonts.ready;
      // A page that was pressed may never be idle in Chromium's eyes.
      await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1_000 }));
    });
    await twoFrames(page);
  } while (requests.size > 0);
}

/** Holds the page's clock still from now on: what it shows for a while stays until `page.clock.runFor()`. */
export async function stopClock(page: Page): Promise<void> {
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
}

export const clipboard = (page: Page): Promise<string> =>
  page.evaluate(() => navigator.clipboard.readText());
