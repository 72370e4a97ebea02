// What tests of the built site share: the site, served, and visits to its pages.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import type { BrowserContextOptions, Page } from '@playwright/test';
import axe from 'axe-core';
import { atRest, newReader } from './reader-testing.ts';
import { serveSite } from './.vitepress/serve.ts';
import { base, dist } from './.vitepress/settings.ts';

/** It is there while tests run, and in no line that runs before. */
export let site: Awaited<ReturnType<typeof serveSite>>;

before(async () => {
  assert.ok(existsSync(join(dist, 'index.html')), 'build the site first: npm run build');
  site = await serveSite({ dist, base, port: 0 });
});
after(() => site?.close());

/** Waits until all that is a component on the page answers. Other scripts have run when a page has loaded. */
export async function answers(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll('[data-island]')].every((place) => '__vue_app__' in place),
  );
}

/**
 * The site under a name that is not this machine's own, as for most readers: no button offers to run anything.
 * Browsers take every name below `localhost` for this machine, and trust it.
 */
export const asElsewhere = (): string => site.url.replace('127.0.0.1', 'reader.localhost');

/**
 * What axe finds wrong with a page.
 *
 * @param rules - All where none are named.
 */
export async function violations(page: Page, ...rules: string[]): Promise<string[]> {
  await atRest(page);
  await page.evaluate(axe.source);
  return page.evaluate(async (runOnly) => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(runOnly.length > 0 ? { runOnly } : {});
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n  ')}`,
    );
  }, rules);
}

/** Opens a page; at the end no error stands in its console and no request went elsewhere. */
export const visit = (
  path: string,
  work: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> => visitAll([path], work, options);

/** Opens pages as a few readers do, side by side: a page waits as long as it works. */
export async function visitSideBySide(
  paths: readonly string[],
  work: (page: Page, path: string) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const readers = availableParallelism();
  const parts = Array.from({ length: readers }, (_, reader) =>
    paths.filter((_path, at) => at % readers === reader),
  );
  await Promise.all(parts.map((part) => visitAll(part, work, options)));
}

/** Opens pages one after the other, as one reader does: what they share is loaded once. */
export async function visitAll(
  paths: readonly string[],
  work: (page: Page, path: string) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  // A service worker would keep each page of each visit; the test of offline reading has one of its own.
  const context = await newReader({ serviceWorkers: 'block', ...options });
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
      if (options.javaScriptEnabled !== false) await answers(page);
      await work(page, path);
      assert.deepEqual(problems, [], path);
    }
  } finally {
    await context.close();
  }
}
