import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { answerLimit } from '../waiting/limits.ts';

/**
 * Addresses outside the site, without fragments, in order, each with the pages that name it.
 *
 * @param dist - The folder of the built site.
 * @param pages - Each with its path and its file there.
 */
export function externalLinks(
  dist: string,
  pages: readonly { path: string; file: string }[],
): ReadonlyMap<string, readonly string[]> {
  const links = new Map<string, Set<string>>();
  for (const { path, file } of pages) {
    const { document } = parseHTML(readFileSync(join(dist, file), 'utf8'));
    for (const link of document.querySelectorAll('main a[href^="http"]')) {
      const address = link.getAttribute('href')!.split('#')[0]!;
      links.set(address, (links.get(address) ?? new Set()).add(path));
    }
  }
  return new Map([...links].map(([address, names]) => [address, [...names]] as const).sort());
}

/** What is wrong with an address, in a word; undefined where it answers. */
export async function problemOf(address: string): Promise<string | undefined> {
  // Some servers know no HEAD.
  for (const method of ['HEAD', 'GET']) {
    try {
      const answer = await fetch(address, { method, signal: AbortSignal.timeout(answerLimit()) });
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
