import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { base } from '../settings.ts';

/** Sources with their types that no page holds, by their place below the built site. */
const sources = new Map<string, string>();

/**
 * Keeps a source with its types for whoever comes near it.
 *
 * @param name - Of its file.
 * @returns Its address. Snippets that share a companion share it too.
 */
export function typesLater(name: string, html: string): string {
  const hash = createHash('sha256').update(html).digest('hex').slice(0, 8);
  const path = `assets/types/${name}.${hash}.txt`;
  sources.set(path, html);
  return base + path;
}

/** A source that was kept, by its address. */
export const laterTypes = (address: string): string | undefined =>
  sources.get(address.slice(base.length));

/** Writes all that were kept into the built site. */
export function writeLaterTypes(dist: string): void {
  for (const [path, html] of sources) {
    mkdirSync(dirname(join(dist, path)), { recursive: true });
    writeFileSync(join(dist, path), html);
  }
}
