// npm run pdf: the built site as PDF, as a browser prints it, with an outline: all of it as a book, or single pages.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import writeFileAtomic from 'write-file-atomic';
import { builtPages } from '../site/.vitepress/publish/built-pages.ts';
import { bookPath } from '../site/.vitepress/publish/book/pages.ts';
import { onePage } from '../site/.vitepress/publish/book/paper.ts';
import { serveSite } from '../site/.vitepress/serve.ts';
import { base, dist, siteUrl } from '../site/.vitepress/settings.ts';
import { drawAll } from './built-site/draw-all.ts';
import { browserArguments, findBrowser } from './testing/browser.ts';
import { main, nearest, UserError } from './terminal/messages.ts';
import { patience } from './waiting/limits.ts';

const usage = `npm run pdf [-- --into pdf] [pages]

Writes all topics and questions as one PDF for each language; or the pages named (worker-threads, zh/interview/fork), a file each.

  --into   the folder that they go to`;

/** Stands for the site, or for the book, in a PDF that must not lead to this machine. */
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
  const browser = await chromium.launch({
    executablePath: findBrowser(),
    args: browserArguments,
    timeout: patience(),
  });
  try {
    const context = await browser.newContext({ serviceWorkers: 'block' });
    context.setDefaultTimeout(patience());
    const printed = pages.length > 0 ? printedPages(context, pages) : printedBooks(context);
    for await (const [name, pdf] of printed) {
      const file = join(resolve(values.into), name);
      mkdirSync(dirname(file), { recursive: true });
      await writeFileAtomic(file, pdf);
      console.log(relative(process.cwd(), file));
    }
  } finally {
    await browser.close();
  }
  return 0;
}, usage);

/**
 * The pages that are meant, as readers address them.
 *
 * @throws UserError where the site has no such page.
 */
function chosen(names: readonly string[]): string[] {
  const all = builtPages(dist).map(({ path }) => path);
  for (const name of names)
    if (!all.includes(name))
      throw new UserError(
        `There is no page ${name}; did you mean ${nearest(name, all).join(' or ')}?`,
        2,
      );
  return [...new Set(names)];
}

type Printed = AsyncGenerator<[file: string, pdf: Buffer]>;

/** Prints the book of each language. */
async function* printedBooks(context: BrowserContext): Printed {
  for (const language of ['en', 'zh'] as const) {
    const { html, pictures } = onePage(readFileSync(join(dist, bookPath(language))));
    const address = `${nowhere}/${language}/`;
    await context.route(`${address}**`, async (route) => {
      const path = route.request().url().slice(address.length);
      if (path === '') return route.fulfill({ body: html, contentType: 'text/html' });
      const picture = pictures.get(path);
      return picture
        ? route.fulfill({ body: Buffer.from(picture) })
        : route.fulfill({ status: 404 });
    });
    const page = await context.newPage();
    await page.goto(address);
    yield [`concurrency-recorded.${language}.pdf`, await pdfOf(page)];
    await page.close();
  }
}

/** Prints pages of the site, which stands where readers know it, so that links in a PDF lead there and not to this machine. */
async function* printedPages(context: BrowserContext, paths: readonly string[]): Printed {
  const address = siteUrl || new URL(base, nowhere).href;
  const site = await serveSite({ dist, base, port: 0 });
  try {
    await context.route(`${new URL(address).origin}/**`, async (route) => {
      const { pathname } = new URL(route.request().url());
      await route.fulfill({
        response: await route.fetch({ url: new URL(pathname, site.url).href }),
      });
    });
    const page = await context.newPage();
    for (const path of paths) {
      await openWhole(page, new URL(path, address).href);
      yield [`${path.replace(/(^|\/)$/, '$1index')}.pdf`, await pdfOf(page)];
    }
  } finally {
    await site.close();
  }
}

/** Opens a page of the site, with all of its drawings. */
async function openWhole(page: Page, address: string): Promise<void> {
  const response = await page.goto(address);
  if (!response?.ok())
    throw new UserError(`${address} is not in the built site: build it for ${base}.`);
  await drawAll(page);
  if (!siteUrl) await page.evaluate(withoutLinksAway);
}

/** What a page is on paper. */
function pdfOf(page: Page): Promise<Buffer> {
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
