// npm run lighthouse: Lighthouse over the built site, as a phone sees it, with a table; outside npm test, because it takes
// half a minute a page.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launch } from 'chrome-launcher';
import { builtPages } from '../site/.vitepress/publish/built-pages.ts';
import { serveSite } from '../site/.vitepress/serve.ts';
import { base, dist } from '../site/.vitepress/settings.ts';
import { tableHead, tableRow, visitPage, type PageResult } from './built-site/lighthouse.ts';
import { browserArguments, findBrowser } from './testing/browser.ts';
import { count, main, UserError } from './terminal/messages.ts';

const usage = `npm run lighthouse [-- --runs 3] [pages]

Lighthouse over the built site as a phone sees it, or over some pages of it (worker-threads, zh/): a table of medians.

  --runs   how often each page is visited`;

await main(async () => {
  const { values, positionals } = parseArgs({
    options: { runs: { type: 'string', default: '3' } },
    allowPositionals: true,
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1)
    throw new UserError('--runs takes a whole number above 0.', 2);
  if (!existsSync(join(dist, 'index.html')))
    throw new UserError('There is no built site yet: run npm run build first.');
  const all = builtPages(dist).map(({ path }) => path);
  const unknown = positionals.filter((page) => !all.includes(page));
  if (unknown.length > 0)
    throw new UserError(
      `No such page: ${unknown.join(', ')}; name one as worker-threads or zh/.`,
      2,
    );

  const site = await serveSite({ dist, base, port: 0 });
  const browser = await launch({
    chromePath: findBrowser('browser'),
    chromeFlags: [...browserArguments, '--headless=new'],
    logLevel: 'error',
  });
  const rows: PageResult[] = [];
  try {
    console.log(tableHead);
    for (const page of positionals.length > 0 ? positionals : all) {
      const result = await visitPage(site.url, page, { port: browser.port, runs });
      rows.push(result);
      console.log(tableRow(result));
    }
  } finally {
    browser.kill();
    await site.close();
  }
  const [worst] = rows.sort(
    ({ values: a }, { values: b }) => a.performance - b.performance || b['LCP ms'] - a['LCP ms'],
  );
  console.log(
    `\nWorst of ${count(rows.length, 'page')}: /${worst!.page}, performance ${worst!.values.performance}, LCP ${worst!.values['LCP ms'].toFixed(0)} ms; median of ${count(runs, 'run')}.`,
  );
  return rows.some(({ failed }) => failed.length > 0) ? 1 : 0;
}, usage);
