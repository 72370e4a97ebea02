import { parse } from 'comment-parser';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { UserError } from './messages.ts';
import { root, snippetsFolder } from './paths.ts';

/** A signal's name or an exit code that a snippet declares as its right end. */
export type Exit = number | NodeJS.Signals;

/** One runnable file, with what its header says. */
export interface Snippet {
  id: string;
  topic: string;
  /** Absolute path of the file. */
  file: string;
  /** Absolute paths of the files that the snippet starts or imports, then those of the snippet it uses. */
  companions: string[];
  /** One line, in English and in Chinese. */
  summary: { en: string; zh: string };
  /** Programs that must be there (see needs.ts). */
  needs: string[];
  /** Its lines may come in any order. */
  orderFree: boolean;
  /** How it must end. */
  exits: Exit;
  /** It measures, so it runs alone and without the probe. */
  measures: boolean;
  /** What it is recorded with, where its default is a shorter run for everybody else. */
  recordedWith: string[];
}

/** A file of the catalog that breaks a rule; the message says which and how to mend it. */
export class CatalogError extends UserError {}

const tags = ['zh', 'needs', 'uses', 'order', 'exits', 'measures', 'arguments'];

const isSnippetFile = (name: string): boolean => /^[a-z0-9-]+\.ts$/.test(name);

/** Topics are the folders below snippets/, without the recordings. */
export function topics(folder = snippetsFolder): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'recordings')
    .map((entry) => entry.name)
    .sort();
}

/** Where a snippet is. */
interface Place {
  topic: string;
  /** Absolute path of its file. */
  file: string;
  /** The names of all files of its topic. */
  beside: readonly string[];
}

/** Every snippet's id and place, read from the folders alone: no file is opened. */
export function snippetFiles(folder = snippetsFolder): Map<string, Place> {
  const files = new Map<string, Place>();
  for (const topic of topics(folder)) {
    const beside = readdirSync(join(folder, topic)).sort();
    for (const name of beside.filter(isSnippetFile)) {
      const id = basename(name, '.ts');
      const file = join(folder, topic, name);
      const other = files.get(id);
      if (other) {
        throw new CatalogError(
          `${where(file)}: the id ${id} is taken by ${where(other.file)}; rename one of them`,
        );
      }
      files.set(id, { topic, file, beside });
    }
  }
  return files;
}

/**
 * Reads one snippet's header.
 *
 * @throws CatalogError where the header is missing, lacks a summary or has an unknown tag.
 */
export function readSnippet(id: string, { topic, file, beside }: Place): Snippet {
  const [header] = parse(/^\/\*\*[\s\S]*?\*\//.exec(readFileSync(file, 'utf8'))?.[0] ?? '');
  if (!header)
    throw new CatalogError(
      `${where(file)}: begin the file with a /** … */ header (see CONTRIBUTING.md)`,
    );

  const values = new Map<string, string>();
  for (const { tag, name, description } of header.tags) {
    if (!tags.includes(tag)) {
      throw new CatalogError(
        `${where(file)}: unknown tag @${tag} (there are: ${tags.map((t) => `@${t}`).join(', ')})`,
      );
    }
    values.set(tag, `${name} ${description}`.replace(/\s+/g, ' ').trim());
  }

  const en = /^[\s\S]*?[.?!](?=\s|$)/.exec(header.description.replace(/\s+/g, ' ').trim())?.[0];
  const zh = values.get('zh');
  if (!en)
    throw new CatalogError(
      `${where(file)}: the header's first sentence is the summary; end it with a full stop`,
    );
  if (!zh) throw new CatalogError(`${where(file)}: add the Chinese summary: @zh …`);
  const order = values.get('order');
  if (order !== undefined && order !== 'free')
    throw new CatalogError(`${where(file)}: @order takes the word free`);

  const uses = values.get('uses');
  const own = companionsOf(id, file, beside);
  const used = uses === undefined ? [] : companionsOf(uses, file, beside);
  if (uses !== undefined && used.length === 0)
    throw new CatalogError(`${where(file)}: @uses takes a snippet with companions, not "${uses}"`);
  return {
    id,
    topic,
    file,
    companions: [...own, ...used],
    summary: { en, zh },
    needs: (values.get('needs') ?? '').split(/[\s,]+/).filter(Boolean),
    orderFree: order === 'free',
    exits: readExit(values.get('exits') ?? '0', file),
    measures: values.has('measures'),
    recordedWith: (values.get('arguments') ?? '').split(/\s+/).filter(Boolean),
  };
}

/** The files beside a snippet whose names begin with an id. */
const companionsOf = (id: string, file: string, beside: readonly string[]): string[] =>
  beside
    .filter(
      (name) => name.startsWith(`${id}.`) && name !== `${id}.ts` && !name.endsWith('.test.ts'),
    )
    .map((name) => join(file, '..', name));

function readExit(text: string, file: string): Exit {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  if (/^SIG[A-Z0-9]+$/.test(text)) return text as NodeJS.Signals;
  throw new CatalogError(`${where(file)}: @exits takes an exit code or a signal, not "${text}"`);
}

/** All snippets, by topic and id. */
export function readCatalog(folder = snippetsFolder): Snippet[] {
  return [...snippetFiles(folder)].map(([id, place]) => readSnippet(id, place));
}

/** One snippet by its id, reading no other file. */
export function findSnippet(id: string, folder = snippetsFolder): Snippet | undefined {
  const found = snippetFiles(folder).get(id);
  return found && readSnippet(id, found);
}

/** The files of a snippet: itself, then its companions. */
export const filesOf = (snippet: Snippet): string[] => [snippet.file, ...snippet.companions];

/** Packages that a source text imports: `piscina`, `@pm2/io`. */
export function importedPackages(source: string): string[] {
  const names = new Set<string>();
  for (const [, specifier = ''] of source.matchAll(
    /(?:\bfrom\s+|\bimport\s*\(?\s*|\brequire\s*\(\s*)'(@?[a-z\d][^']*)'/g,
  )) {
    if (specifier.startsWith('node:')) continue;
    names.add(
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    );
  }
  return [...names].sort();
}

/**
 * Hash over all that decides what a snippet prints: its files, and the versions of the packages it imports.
 *
 * @returns 16 hexadecimal digits.
 */
export function hashOf(snippet: Snippet): string {
  const hash = createHash('sha256');
  const packages = new Set<string>();
  for (const file of filesOf(snippet)) {
    // Line ends are made equal, so that a checkout on Windows has the same hash.
    const source = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
    hash.update(`${basename(file)}\0${source}\0`);
    for (const name of importedPackages(source)) packages.add(name);
  }
  for (const name of [...packages].sort()) hash.update(`${name}@${installedVersion(name)}\0`);
  return hash.digest('hex').slice(0, 16);
}

function installedVersion(name: string): string {
  const manifest = JSON.parse(
    readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'),
  ) as {
    version: string;
  };
  return manifest.version;
}

/** A path as messages show it, from the repository's root. */
export const where = (path: string): string => relative(root, path);
