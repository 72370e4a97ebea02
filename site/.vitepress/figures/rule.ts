import type { MarkdownRenderer } from 'vitepress';
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { root } from '../../../scripts/checkout/paths.ts';
import { languageOf, type Language } from '../../../scripts/pages/pages.ts';
import { chartFigure } from '../charts/figure.ts';
import { exerciseFigure } from '../exercises/figure.ts';
import { raceFigure } from '../home/race.ts';
import { topicsFigure } from '../home/topics.ts';
import { standsFor } from '../markdown/places.ts';
import { pathFigure } from '../path/figure.ts';
import { catalogFigure } from './catalog.ts';
import { diagramFigure } from './diagram.ts';
import { proofList, proofMark, proofTable, topicProofs } from './proof.ts';
import { codeFigure, fullFigure, measurementText, shortFigure, type Figure } from './snippet.ts';

/** What VitePress hands to rules along the way. */
interface Env {
  path?: string;
  /** The file behind a rewritten path. */
  realPath?: string;
  relativePath?: string;
  includes?: string[];
  /** The snippets whose run this page has shown so far. */
  shown?: Set<string>;
}

/** Snippets of a page whose timeline is part of it. Those further down would be a third of a long page. */
const drawn = 2;

const form = /^<<< (?<name>\S+)(?<rest>.*)$/;

/**
 * The site's own Markdown: `<<< id#region` for figures (`code` after it leaves the run out), `<<< diagram:id`,
 * `<<< chart:id`, `<<< catalog:all` for the list of snippets, `<<< home:race` and `<<< home:topics` for the home page,
 * `[[id/name]]` for measurements; `[[proof:id]]` for a proof's mark, `<<< proofs id id` for a table of some, `<<< proofs:all` and
 * `<<< proofs:topic` for the pages that list them; `<<< exercises:all` and `<<< exercise:id/part`; `<<< path:…` and `<<< progress:…`.
 *
 * It takes the place of VitePress's `<<<`, which shows the whole file where a region's name is wrong.
 * Whatever does not resolve fails the build, with file and line.
 */
export function figures(md: MarkdownRenderer): void {
  md.block.ruler.at(
    'snippet',
    standsFor(form, ({ 0: line, groups }, env: Env) =>
      resolve(env, line, () => figureFor(groups?.name ?? '', groups?.rest?.trim() ?? '', env)),
    ),
    { alt: ['paragraph', 'reference', 'blockquote', 'list'] },
  );

  inline(md, 'measurement', /^\[\[([a-z0-9-]+)\/([^\]]+)\]\]/, ([, id, name]) =>
    measurementText(id!, name!),
  );
  inline(md, 'proof', /^\[\[proof:([^\]]+)\]\]/, ([, id], language) => proofMark(id!, language));
}

/** A form that stands in a sentence. */
function inline(
  md: MarkdownRenderer,
  kind: string,
  form: RegExp,
  make: (match: RegExpExecArray, language: Language) => Figure,
): void {
  md.inline.ruler.before('link', kind, (state, silent) => {
    const match = form.exec(state.src.slice(state.pos));
    if (!match) return false;
    if (!silent) {
      const token = state.push('html_inline', '', 0);
      const env = state.env as Env;
      token.content = resolve(env, match[0], () => make(match, languageOf(env.relativePath ?? '')));
    }
    state.pos += match[0].length;
    return true;
  });
}

function figureFor(name: string, rest: string, env: Env): Figure {
  const language = languageOf(env.relativePath ?? '');
  if (name.startsWith('diagram:')) return diagramFigure(name.slice('diagram:'.length), language);
  if (name.startsWith('chart:')) return chartFigure(name.slice('chart:'.length), language);
  if (name === 'home:race') return raceFigure(language);
  if (name === 'home:topics') return topicsFigure(language);
  if (name === 'catalog:all') return catalogFigure(language);
  if (/^exercises?:/.test(name)) return exerciseFigure(name, language);
  if (/^(path|progress):/.test(name)) return pathFigure(name, language);
  if (name === 'proofs') return proofTable(rest.split(/\s+/), language);
  if (name === 'proofs:all') return proofList(language);
  if (name.startsWith('proofs:')) return topicProofs(name.slice('proofs:'.length), language);
  if (rest === 'full') return fullFigure(name, language);
  if (rest === 'code') return codeFigure(name, language);
  const lines = /^lines=([\d,-]+)$/.exec(rest)?.[1];
  if (rest && !lines)
    throw new Error(`"${rest}" is not known here; there are: code, full, lines=2-5,8`);
  const shown = (env.shown ??= new Set());
  const again = shown.has(fileOf(name));
  shown.add(fileOf(name));
  return shortFigure(name, lines, language, again, shown.size > drawn ? 'later' : 'compact');
}

/** The file that a form shows, without its region. A companion has no run to repeat. */
const fileOf = (name: string): string => name.split('#')[0]!;

/** Runs `make`, notes its files for hot reload, and puts the place in front of what it throws. */
function resolve(env: Env, text: string, make: () => Figure): string {
  try {
    const { html, files } = make();
    env.includes?.push(...files);
    return html;
  } catch (error) {
    throw new Error(`${placeOf(env.realPath ?? env.path, text)}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** File and line of a text on a page. markdown-it counts lines without the front matter, so the file is asked. */
function placeOf(path: string | undefined, text: string): string {
  // A page that is made from a template exists under no path.
  if (!path || !existsSync(path)) return `${path ? relative(root, path) : 'a page'}: ${text}`;
  const index = readFileSync(path, 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text));
  return relative(root, path) + (index < 0 ? '' : `:${index + 1}`);
}
