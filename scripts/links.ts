// npm run links: every address outside the site that a page names, and whether it answers; outside npm test, because it
// needs the network and asks other people's servers.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseHTML } from 'linkedom';
import pLimit from 'p-limit';
import { builtPages } from '../site/.vitepress/publish/built-pages.ts';
import { dist } from '../site/.vitepress/settings.ts';
import { count, main, UserError } from './messages.ts';

/** Servers dislike more at once from one place. */
const atOnce = 4;
const timeLimit = 20_000;

await main(async () => {
  const { values } = parseArgs({ options: { list: { type: 'boolean', default: false } } });
  if (!existsSync(join(dist, 'index.html')))
    throw new UserError('There is no built site yet: run npm run build first.');
  const links = externalLinks();
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
}, 'npm run links [-- --list]');

/** Addresses outside the site, without fragments, in order, each with the pages that name it. */
function externalLinks(): ReadonlyMap<string, readonly string[]> {
  const links = new Map<string, Set<string>>();
  for (const { path, file } of builtPages(dist)) {
    const { document } = parseHTML(readFileSync(join(dist, file), 'utf8'));
    for (const link of document.querySelectorAll('main a[href^="http"]')) {
      const address = link.getAttribute('href')!.split('#')[0]!;
      links.set(address, (links.get(address) ?? new Set()).add(path));
    }
  }
  return new Map([...links].map(([address, pages]) => [address, [...pages]] as const).sort());
}

/** What is wrong with an address, in a word. */
async function problemOf(address: string): Promise<string | undefined> {
  // Some servers know no HEAD.
  for (const method of ['HEAD', 'GET']) {
    try {
      const answer = await fetch(address, { method, signal: AbortSignal.timeout(timeLimit) });
      await answer.body?.cancel();
      if (answer.ok) return undefined;
      if (method === 'GET') return String(answer.status);
    } catch (error) {
      if (method === 'GET')
        return (
          ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code ??
          (error as Error).name
        );
    }
  }
  return undefined;
}
