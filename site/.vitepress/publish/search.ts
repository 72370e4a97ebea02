import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as pagefind from 'pagefind';
import { searchPlaces } from './search-places.ts';

/**
 * Writes the search index of a built site into it, one per language, from the pages' own HTML; and beside it the errors and headings.
 *
 * @throws Error where Pagefind reports one, or finds no page.
 */
export async function indexSite(dist: string): Promise<void> {
  const { index, errors } = await pagefind.createIndex({ rootSelector: 'main' });
  if (!index) throw new Error(`Pagefind: ${errors.join('; ')}`);
  try {
    const added = await index.addDirectory({ path: dist });
    if (added.page_count === 0) throw new Error(`Pagefind found no page in ${dist}`);
    // Its own writeFiles() may leave a file empty: it answers before the last bytes are on disk, and close() ends it.
    const made = await index.getFiles();
    if (made.errors.length > 0) throw new Error(`Pagefind: ${made.errors.join('; ')}`);
    for (const { path, content } of made.files) {
      const file = join(dist, 'pagefind', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    for (const language of ['en', 'zh'] as const)
      writeFileSync(
        join(dist, 'pagefind', `places-${language}.json`),
        JSON.stringify(searchPlaces(dist, language)),
      );
  } finally {
    await pagefind.close();
  }
}
