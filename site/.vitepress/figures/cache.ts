import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../scripts/checkout/paths.ts';

const folder = join(root, '.cache/figures');

/**
 * Keeps a computed text on disk.
 *
 * @param parts - All that decides the text; another part makes another entry.
 * @param compute - Runs where there is no entry yet.
 */
export function cached(parts: readonly string[], compute: () => string): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
  const path = join(folder, hash);
  if (existsSync(path)) return readFileSync(path, 'utf8');
  const text = compute();
  mkdirSync(folder, { recursive: true });
  // Renamed into place: two builds at once never read each other's half-written entry.
  writeFileSync(`${path}.${process.pid}`, text);
  renameSync(`${path}.${process.pid}`, path);
  return text;
}
