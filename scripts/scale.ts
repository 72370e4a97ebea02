// npm run scale: a tree of many snippets and pages, and what each command takes on it against the real one; outside npm
// test, because it builds thousands of pages.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildCommand } from './built-site/build.ts';
import { readCatalog } from './catalog/catalog.ts';
import { cost, type Cost } from './scaling/cost.ts';
import { copyTree, grow, pagesOf } from './scaling/tree.ts';
import { count, main, UserError } from './terminal/messages.ts';

const commands: [what: string, file: string, ...args: string[]][] = [
  ['list', 'scripts/snippet.ts'],
  ['record, nothing to do', 'scripts/record.ts'],
  ['check', 'scripts/check.ts'],
  ['build', ...buildCommand],
  ['build again', ...buildCommand],
];

const usage = `npm run scale [-- --snippets 1000 --pages 200]

What listing, recording, checking and building take on a tree of that size, against the real one.`;

await main(async () => {
  const { values } = parseArgs({
    options: {
      snippets: { type: 'string', default: '1000' },
      pages: { type: 'string', default: '200' },
    },
  });
  const [snippets, pages] = [Number(values.snippets), Number(values.pages)];
  if (!(Number.isInteger(snippets) && Number.isInteger(pages) && snippets > 0 && pages > 0))
    throw new UserError('--snippets and --pages take whole numbers above 0.');

  const folder = mkdtempSync(join(tmpdir(), 'scale-'));
  try {
    const real = copyTree(join(folder, 'real'));
    const large = copyTree(join(folder, 'large'));
    const realSnippets = readCatalog(join(real, 'snippets'));
    const realPages = pagesOf(real);
    grow(large, { snippets, pages });
    console.log(
      `real:  ${count(realSnippets.length, 'snippet')}, ${count(realPages, 'page')}\nlarge: ${count(snippets, 'snippet')}, ${count(pages, 'page')}; every page in two languages\n`,
    );
    const items = { real: realSnippets.length + realPages, large: snippets + pages };
    console.log(
      `${''.padEnd(22)}${'real'.padStart(16)}${'large'.padStart(18)}   per item, large to real`,
    );
    for (const [what, ...command] of commands) {
      const costs = { real: await cost(real, command), large: await cost(large, command) };
      const ratio = costs.large.seconds / items.large / (costs.real.seconds / items.real);
      const cell = ({ seconds, megabytes }: Cost): string =>
        `${seconds.toFixed(1).padStart(8)} s ${megabytes.toFixed(0).padStart(5)} MB`;
      console.log(
        `${what.padEnd(22)}${cell(costs.real)}  ${cell(costs.large)}   ${ratio.toFixed(2)}`,
      );
    }
    return 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}, usage);
