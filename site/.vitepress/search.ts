import { join } from 'node:path';
import * as pagefind from 'pagefind';

/**
 * Writes the search index of a built site into it, one per language, from the pages' own HTML.
 *
 * @throws Error where Pagefind reports one, or finds no page.
 */
export async function indexSite(dist: string): Promise<void> {
  const { index, errors } = await pagefind.createIndex({ rootSelector: 'main' });
  if (!index) throw new Error(`Pagefind: ${errors.join('; ')}`);
  try {
    const added = await index.addDirectory({ path: dist });
    if (added.page_count === 0) throw new Error(`Pagefind found no page in ${dist}`);
    const written = await index.writeFiles({ outputPath: join(dist, 'pagefind') });
    if (written.errors.length > 0) throw new Error(`Pagefind: ${written.errors.join('; ')}`);
  } finally {
    await pagefind.close();
  }
}
