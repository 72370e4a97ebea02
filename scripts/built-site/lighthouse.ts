import lighthouse from 'lighthouse';

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

/** The medians of some visits to a page, and what of it does not reach its goal. */
export interface PageResult {
  page: string;
  values: Record<Measure, number>;
  failed: Measure[];
}

/** The head of the table of results. */
export const tableHead = `${measures.join('  ')}  page`;

/** One line of that table. */
export function tableRow({ page, values, failed }: PageResult): string {
  const cells = measures.map((name) => cell(name, values[name])).join('  ');
  return `${cells}  /${page}${failed.length > 0 ? `  misses: ${failed.join(', ')}` : ''}`;
}

/**
 * Visits a page some times.
 *
 * @param site - The address of the site.
 * @param page - The page's path below it.
 * @param port - Of the browser.
 */
export async function visitPage(
  site: string,
  page: string,
  { port, runs }: { port: number; runs: number },
): Promise<PageResult> {
  const results: Values[] = [];
  for (let run = 0; run < runs; run++)
    results.push(await measure(`${site}${page}`, port, run === 0));
  const values = Object.fromEntries(
    measures.map((name) => [name, median(results.flatMap((result) => result[name] ?? []))]),
  ) as Record<Measure, number>;
  return { page, values, failed: measures.filter((name) => !reaches(name, values[name])) };
}

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
