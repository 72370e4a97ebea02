import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { filesOf, findSnippet, readCatalog, type Snippet } from '../catalog/catalog.ts';
import { hashOf } from '../catalog/hash.ts';
import { root } from '../checkout/paths.ts';

/** Snippets to copy, of different sizes; none needs a program. */
const patterns = ['simple-worker', 'structured-clone', 'worker-errors', 'transfer-list'];

/** The files of this checkout, committed or not, with its dependencies linked in. */
export function copyTree(to: string): string {
  const names = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: root, encoding: 'utf8' },
  );
  for (const name of names.split('\0').filter(Boolean)) {
    if (!existsSync(join(root, name))) continue;
    mkdirSync(dirname(join(to, name)), { recursive: true });
    copyFileSync(join(root, name), join(to, name));
  }
  for (const name of ['node_modules', '.nodes'])
    if (existsSync(join(root, name))) symlinkSync(join(root, name), join(to, name), 'junction');
  // Pages show when they last changed.
  cpSync(join(root, '.git'), join(to, '.git'), { recursive: true });
  return to;
}

function pattern(catalog: readonly Snippet[], n: number): Snippet {
  const id = patterns[n % patterns.length]!;
  const found = catalog.find((snippet) => snippet.id === id);
  if (!found) throw new Error(`scale.ts copies ${id}, which is gone`);
  return found;
}

/** A copy of a snippet and its recording. @returns its id. */
function addSnippet(tree: string, from: Snippet, n: number): string {
  const id = `${from.id}-${n}`;
  const renamed = (text: string): string => text.replaceAll(from.id, id);
  const folder = join(tree, 'snippets', from.topic);
  for (const file of filesOf(from))
    writeFileSync(join(folder, renamed(basename(file))), renamed(readFileSync(file, 'utf8')));
  const recordings = join(tree, 'snippets/recordings');
  const snippet = findSnippet(id, join(tree, 'snippets'))!;
  for (const kind of ['cast', 'trace.json']) {
    const text = renamed(readFileSync(join(recordings, `${from.id}.${kind}`), 'utf8'));
    const whole =
      kind === 'cast' ? text.replace(/"hash":"[^"]*"/, `"hash":"${hashOf(snippet)}"`) : text;
    writeFileSync(join(recordings, `${id}.${kind}`), whole);
  }
  return id;
}

/** How many pages a tree has in each language. */
export function pagesOf(tree: string): number {
  const names = readdirSync(join(tree, 'site/en'), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.md')).length;
}

/** A page in both languages that shows snippets. */
function addPage(tree: string, n: number, ids: readonly string[]): void {
  const sections = ids.map((id) => `## Section {#${id}}\n\nA sentence about it.\n\n<<< ${id}\n`);
  for (const language of ['en', 'zh'])
    writeFileSync(
      join(tree, 'site', language, `page-${n}.md`),
      [`# Page ${n}\n`, ...sections].join('\n'),
    );
}

/** Adds snippets and pages to a tree until it has that many; every snippet is on a page. */
export function grow(tree: string, { snippets, pages }: { snippets: number; pages: number }): void {
  const catalog = readCatalog(join(tree, 'snippets'));
  const shown: string[][] = Array.from({ length: Math.max(1, pages - pagesOf(tree)) }, () => []);
  for (let n = catalog.length; n < snippets; n++)
    shown[n % shown.length]!.push(addSnippet(tree, pattern(catalog, n), n));
  shown.forEach((ids, n) => addPage(tree, n, ids));
}
