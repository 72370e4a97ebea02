import { parse } from 'comment-parser';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../terminal/messages.ts';
import { snippetsFolder, where } from '../checkout/paths.ts';
import { readTaken, type Taken } from './takes.ts';

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
  /** The numbers that a reader may give it, in their order. */
  takes: Taken[];
}

/** A file of the catalog that breaks a rule; the message says which and how to mend it. */
export class CatalogError extends UserError {}

const tags = ['zh', 'needs', 'uses', 'order', 'exits', 'measures', 'arguments', 'takes'];

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

/**
 * Every snippet's id and place, read from the folders alone: no file is opened.
 *
 * @throws CatalogError where two have one id, or a file of code is neither a snippet nor a snippet's.
 */
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
    for (const name of beside) refuseStray(join(folder, topic, name), beside);
  }
  return files;
}

/** A file of code that no command would ever see is a mistake in its name. */
function refuseStray(file: string, beside: readonly string[]): void {
  const name = basename(file);
  if (!/\.[cm]?[jt]sx?$/.test(name) || isSnippetFile(name)) return;
  const [id = ''] = name.split('.');
  if (!isSnippetFile(`${id}.ts`) || /^[^.]*\.[^.]*$/.test(name))
    throw new CatalogError(
      `${where(file)}: the name is no id; take lower-case letters, digits and hyphens, and .ts, as in ${asId(id)}.ts`,
    );
  if (!beside.includes(`${id}.ts`))
    throw new CatalogError(
      `${where(file)}: belongs to no snippet, for there is no ${id}.ts beside it`,
    );
  if (/\.[cm]?jsx?$/.test(name) && !name.endsWith('.config.cjs'))
    throw new CatalogError(
      `${where(file)}: write companions in TypeScript; only what another program reads may be JavaScript, as ${id}.config.cjs`,
    );
}

const asId = (name: string): string =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '-')
    .replace(/^-+|-+$/g, '') || 'name';

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
  const takes: Taken[] = [];
  for (const { tag, name, description } of header.tags) {
    if (!tags.includes(tag)) {
      throw new CatalogError(
        `${where(file)}: unknown tag @${tag} (there are: ${tags.map((t) => `@${t}`).join(', ')})`,
      );
    }
    const value = `${name} ${description}`.replace(/\s+/g, ' ').trim();
    values.set(tag, value);
    if (tag !== 'takes') continue;
    const taken = readTaken(value);
    if (typeof taken === 'string') throw new CatalogError(`${where(file)}: ${taken}`);
    takes.push(taken);
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
    takes,
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
