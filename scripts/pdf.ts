// npm run pdf: pages of the built site as PDF, as a browser prints them, with an outline.
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import writeFileAtomic from 'write-file-atomic';
import { builtPages } from '../site/.vitepress/publish/built-pages.ts';
import { pagesOf } from '../site/.vitepress/publish/book/pages.ts';
import { serveSite } from '../site/.vitepress/serve.ts';
import { base, dist, siteUrl } from '../site/.vitepress/settings.ts';
import { prefixes } from './pages/pages.ts';
import { browserArguments, findBrowser } from './testing/browser.ts';
import { count, main, nearest, UserError } from './terminal/messages.ts';
import { patience } from './waiting/limits.ts';

const usage = `npm run pdf [-- --into pdf] [pages]

Writes pages of the built site as PDF, one file each: those named (worker-threads, zh/interview/fork), or all topics and questions.

  --into   the folder that they go to`;

/** Stands for the site in a PDF that must not lead to this machine. */
const nowhere = 'https://site.invalid';

/** Runs in the page: takes the links to other pages of a site that stands nowhere. */
const withoutLinksAway = `for (const link of [...document.links])
  if (link.origin === '${nowhere}' && link.pathname !== location.pathname) link.removeAttribute('href');`;

const footer = `<p style="width: 100%; margin: 0 15mm; font: 8px sans-serif; color: #586660; text-align: right">
<span class="title" style="float: left"></span><span class="pageNumber"></span> / <span class="totalPages"></span></p>`;

await main(async () => {
  const { values, positionals } = parseArgs({
    options: { into: { type: 'string', default: 'pdf' } },
    allowPositionals: true,
  });
  if (!existsSync(join(dist, 'index.html')))
    throw new UserError('There is no built site yet: run npm run build first.');
  const pages = chosen(positionals);
  const into = resolve(values.into);
  const site = await serveSite({ dist, base, port: 0 });
  const browser = await chromium.launch({
    executablePath: findBrowser(),
    args: browserArguments,
    timeout: patience(),
  });
  try {
    const context = await browser.newContext({ serviceWorkers: 'block' });
    const address = await standAt(context, site.url);
    const page = await context.newPage();
    page.setDefaultTimeout(patience());
    for (const path of pages) {
      const file = join(into, `${path.replace(/(^|\/)$/, '$1index')}.pdf`);
      mkdirSync(dirname(file), { recursive: true });
      await writeFileAtomic(file, await printed(page, new URL(path, address).href));
      console.log(relative(process.cwd(), file));
    }
  } finally {
    await browser.close();
    await site.close();
  }
  console.log(`${count(pages.length, 'page')} in ${relative(process.cwd(), into) || '.'}`);
  return 0;
}, usage);

/**
 * The pages that are meant, as readers address them.
 *
 * @param names - All topics and questions where there are none.
 * @throws UserError where the site has no such page.
 */
function chosen(names: readonly string[]): string[] {
  const all = builtPages(dist).map(({ path }) => path);
  if (names.length === 0)
    return (['en', 'zh'] as const)
      .flatMap((language) => pagesOf(language).map((page) => prefixes[language] + page))
      .filter((path) => all.includes(path));
  for (const name of names)
    if (!all.includes(name))
      throw new UserError(
        `There is no page ${name}; did you mean ${nearest(name, all).join(' or ')}?`,
        2,
      );
  return [...new Set(names)];
}

/**
 * Lets the served site stand where readers know it, so that links in a PDF lead there and not to this machine.
 *
 * @returns The address of its first page.
 */
async function standAt(context: BrowserContext, served: string): Promise<string> {
  const address = siteUrl || new URL(base, nowhere).href;
  await context.route(`${new URL(address).origin}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    await route.fulfill({ response: await route.fetch({ url: new URL(pathname, served).href }) });
  });
  return address;
}

/** Prints a page when all of its drawings are there. */
async function printed(page: Page, address: string): Promise<Buffer> {
  const response = await page.goto(address);
  if (!response?.ok())
    throw new UserError(`${address} is not in the built site: build it for ${base}.`);
  const waiting = page.locator('.tl-waiting');
  while ((await waiting.count()) > 0) {
    const first = await waiting.first().elementHandle();
    await first?.scrollIntoViewIfNeeded();
    await first?.waitForElementState('hidden');
  }
  if (!siteUrl) await page.evaluate(withoutLinksAway);
  return page.pdf({
    format: 'A4',
    outline: true,
    tagged: true,
    preferCSSPageSize: true,
    displayHeaderFooter: true,
    headerTemplate: '<span></span>',
    footerTemplate: footer,
  });
}
