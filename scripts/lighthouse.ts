// npm run lighthouse: Lighthouse over the built site, as a phone sees it, with a table; outside npm test, because it takes
// half a minute a page.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { builtPages } from '../site/.vitepress/publish/built-pages.ts';
import { serveSite } from '../site/.vitepress/serve.ts';
import { base, dist } from '../site/.vitepress/settings.ts';
import { browserArguments, findBrowser } from './browser.ts';
import { count, main, UserError } from './messages.ts';

const usage =
  "npm run lighthouse [-- --runs 3] [pages]; a page is a path below the site's, such as worker-threads or zh/; none means all";

/** What Lighthouse measures, and what every page must reach: scores of 100, milliseconds, and the shift of the layout. */
const wanted = {
  performance: { atLeast: 98 },
  accessibility: { atLeast: 100 },
  practices: { atLeast: 100 },
  seo: { atLeast: 100 },
  'LCP ms': { atMost: 1700 },
  'blocked ms': { atMost: 100 },
  shift: { atMost: 0.01 },
} satisfies Record<string, { atLeast: number } | { atMost: number }>;
type Measure = keyof typeof wanted;
type Values = Partial<Record<Measure, number>>;
const measures = Object.keys(wanted) as Measure[];

const reaches = (measure: Measure, value: number): boolean => {
  const goal: { atLeast?: number; atMost?: number } = wanted[measure];
  return value >= (goal.atLeast ?? -Infinity) && value <= (goal.atMost ?? Infinity);
};

/** A number in a column as wide as its name. */
const cell = (measure: Measure, value: number): string =>
  (measure === 'shift' ? value.toFixed(3) : value.toFixed(0)).padStart(measure.length);

await main(async () => {
  const { values, positionals } = parseArgs({
    options: { runs: { type: 'string', default: '3' } },
    allowPositionals: true,
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1)
    throw new UserError(`--runs takes a whole number. Use: ${usage}`);
  if (!existsSync(join(dist, 'index.html')))
    throw new UserError('There is no built site yet: run npm run build first.');
  const all = builtPages(dist).map(({ path }) => path);
  const unknown = positionals.filter((page) => !all.includes(page));
  if (unknown.length > 0) throw new UserError(`No such page: ${unknown.join(', ')}. Use: ${usage}`);

  const site = await serveSite({ dist, base, port: 0 });
  const browser = await launch({
    chromePath: findBrowser(),
    chromeFlags: [...browserArguments, '--headless=new'],
    logLevel: 'error',
  });
  const rows: { page: string; values: Record<Measure, number>; failed: Measure[] }[] = [];
  try {
    console.log(`${measures.join('  ')}  page`);
    for (const page of positionals.length > 0 ? positionals : all) {
      const results: Values[] = [];
      for (let run = 0; run < runs; run++)
        results.push(await measure(`${site.url}${page}`, browser.port, run === 0));
      const medians = Object.fromEntries(
        measures.map((name) => [name, median(results.flatMap((result) => result[name] ?? []))]),
      ) as Record<Measure, number>;
      const failed = measures.filter((name) => !reaches(name, medians[name]));
      rows.push({ page, values: medians, failed });
      const cells = measures.map((name) => cell(name, medians[name])).join('  ');
      console.log(`${cells}  /${page}${failed.length > 0 ? `  misses: ${failed.join(', ')}` : ''}`);
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

/**
 * One visit, with Lighthouse's own throttling of a phone. Now and then a browser loses the beginning of a recording, and
 * Lighthouse asks to be run again.
 *
 * @param whole - Or only what differs from visit to visit: times. What a page is made of takes as long again to look at.
 */
async function measure(url: string, port: number, whole: boolean, tries = 3): Promise<Values> {
  const result = await lighthouse(url, {
    port,
    output: 'json',
    logLevel: 'error',
    ...(!whole && { onlyCategories: ['performance'], disableFullPageScreenshot: true }),
  });
  if (!result) throw new Error(`Lighthouse brought no result for ${url}`);
  const { categories, audits, runtimeError } = result.lhr;
  if (runtimeError && tries > 1) return measure(url, port, whole, tries - 1);
  if (runtimeError) throw new Error(`${url}: ${runtimeError.message}`);
  const score = (category: string): number => Math.round((categories[category]?.score ?? 0) * 100);
  const value = (audit: string): number => audits[audit]?.numericValue ?? Number.NaN;
  return {
    performance: score('performance'),
    ...(whole && {
      accessibility: score('accessibility'),
      practices: score('best-practices'),
      seo: score('seo'),
    }),
    'LCP ms': value('largest-contentful-paint'),
    'blocked ms': value('total-blocking-time'),
    shift: value('cumulative-layout-shift'),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
