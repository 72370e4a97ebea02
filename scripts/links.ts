// npm run links: every address outside the site that a page names, and whether it answers; outside npm test, because it
// needs the network and asks other people's servers.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import { builtPages } from '../site/.vitepress/publish/built-pages.ts';
import { dist } from '../site/.vitepress/settings.ts';
import { externalLinks, problemOf } from './built-site/links.ts';
import { count, main, UserError } from './terminal/messages.ts';

/** Servers dislike more at once from one place. */
const atOnce = 4;

const usage = `npm run links [-- --list]

Asks every address outside the site that a page of the built site names.

  --list   only lists them`;

await main(async () => {
  const { values } = parseArgs({ options: { list: { type: 'boolean', default: false } } });
  if (!existsSync(join(dist, 'index.html')))
    throw new UserError('There is no built site yet: run npm run build first.');
  const links = externalLinks(dist, builtPages(dist));
  if (values.list) {
    for (const [address, pages] of links)
      console.log(`${address}  (${count(pages.length, 'page')})`);
    return 0;
  }
  const limit = pLimit(atOnce);
  const answers = await Promise.all(
    [...links].map(([address, pages]) =>
      limit(async () => ({ address, pages, problem: await problemOf(address) })),
    ),
  );
  const broken = answers.filter(({ problem }) => problem !== undefined);
  if (links.size > 0 && broken.length === links.size)
    throw new UserError(
      `None of ${count(links.size, 'link')} answered: is there a network? npm run links -- --list only lists them.`,
    );
  for (const { address, pages, problem } of broken)
    console.log(`${problem}  ${address}\n    on ${pages.map((page) => `/${page}`).join(', ')}`);
  console.log(`${links.size - broken.length} of ${links.size} answer.`);
  return broken.length > 0 ? 1 : 0;
}, usage);
