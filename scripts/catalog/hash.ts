import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { basename, join } from 'node:path';
import { root, where } from '../checkout/paths.ts';
import { withoutSystems } from './needs.ts';
import { CatalogError, filesOf, type Snippet } from './catalog.ts';

/** Packages that a source text imports: `piscina`, `@pm2/io`; built-ins are none, with `node:` or without. */
export function importedPackages(source: string): string[] {
  const names = new Set<string>();
  for (const { fileName } of typescript().preProcessFile(source, true, true).importedFiles) {
    if (/^[./#]|:/.test(fileName) || isBuiltin(fileName)) continue;
    names.add(
      fileName
        .split('/')
        .slice(0, fileName.startsWith('@') ? 2 : 1)
        .join('/'),
    );
  }
  return [...names].sort();
}

/** Loaded on first use, since listing and running snippets do without. */
const typescript = (): typeof import('typescript') =>
  createRequire(import.meta.url)('typescript') as typeof import('typescript');

/**
 * Hash over all that decides what a snippet prints: its files, without what they offer to readers (`@takes`) and the systems that
 * they need, and the versions of the packages it imports.
 *
 * @returns 16 hexadecimal digits.
 */
export function hashOf(snippet: Snippet): string {
  const hash = createHash('sha256');
  /** With a file that imports it. */
  const packages = new Map<string, string>();
  for (const file of filesOf(snippet)) {
    // Line ends are made equal, so that a checkout on Windows has the same hash.
    const whole = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
    // What a reader may give, and where it runs, changes nothing of a recorded run.
    const source =
      file === snippet.file ? withoutSystems(whole.replaceAll(/^ \* @takes .*\n/gm, '')) : whole;
    hash.update(`${basename(file)}\0${source}\0`);
    for (const name of importedPackages(source)) packages.set(name, file);
  }
  for (const [name, file] of [...packages].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${name}@${installedVersion(name, file)}\0`);
  return hash.digest('hex').slice(0, 16);
}

function installedVersion(name: string, file: string): string {
  const path = join(root, 'node_modules', name, 'package.json');
  if (!existsSync(path))
    throw new CatalogError(
      `${where(file)}: imports ${name}, which is not installed: npm install, or npm install -D ${name}`,
    );
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
  return manifest.version;
}
