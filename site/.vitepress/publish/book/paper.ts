import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { Parser } from 'htmlparser2';
import { root } from '../../../../scripts/checkout/paths.ts';
import { escape } from '../../figures/output.ts';
import { darkColours } from '../../og/picture.ts';
import { places } from './container.ts';
import { withValues } from './style.ts';

/** A book as one page, which a browser prints. */
export interface OnePage {
  html: string;
  /** What it shows, by path. */
  pictures: ReadonlyMap<string, Uint8Array>;
}

/** Where a chapter stands in the table of contents, from 0 on, and what is first said over it. */
interface Standing {
  depth: number;
  over?: string;
}

/**
 * Makes one page of a book: its chapters in order, each from a new sheet on. Headings go as deep as the table of contents does, since
 * browsers make a PDF's outline of them; links between chapters lead to places of the same page.
 *
 * @param book - The EPUB as `packBook` packs it.
 */
export function onePage(book: Uint8Array): OnePage {
  const files = Object.entries(unzipSync(book))
    .filter(([path]) => path.startsWith('EPUB/'))
    .map(([path, bytes]): [string, Uint8Array] => [path.slice('EPUB/'.length), bytes]);
  const text = (path: string): string => strFromU8(new Map(files).get(path)!);
  const standings = standingsIn(text(places.contents));
  const chapters = files.filter(([path]) => path.endsWith('.xhtml'));
  const [, lang = ''] = /<html[^>]* lang="([^"]*)"/.exec(text(places.contents))!;
  const [, title = ''] = /<title>([^<]*)<\/title>/.exec(text(places.cover))!;
  const sections = chapters.map(([path]) => {
    const [, body = ''] = /<body>([^]*)<\/body>/.exec(text(path))!;
    const { depth, over } = standings.get(path) ?? { depth: 0 };
    const first = over === undefined ? '' : `<h${depth} class="over">${escape(over)}</h${depth}>`;
    return `<section id="${nameOf(path)}">${first}${deeper(placed(body, path), depth)}</section>`;
  });
  const paper = readFileSync(join(root, 'site/.vitepress/publish/book/paper.css'), 'utf8');
  const cover = `.cover { background: ${darkColours()['--paper']} }`;
  const style = [text(places.style), withValues(paper), cover].join('\n');
  return {
    html: `<!DOCTYPE html><html lang="${lang}"><head><meta charset="utf-8"><title>${title}</title><style>${style}</style></head><body>${sections.join('\n')}</body></html>`,
    pictures: new Map(files.filter(([path]) => /\.(jpg|png|svg)$/.test(path))),
  };
}

/** `interview-fork.xhtml` is the section `interview-fork`, and what it holds `interview-fork:answer`. */
const nameOf = (path: string): string => path.replace(/\.xhtml$/, '');

/** Gives names of a chapter, and links to such, the form that they have in the page. Text holds no tags: it is escaped. */
const placed = (body: string, path: string): string =>
  body.replaceAll(/<[^<>]+>/g, (tag) =>
    tag.replaceAll(/ (id|href)="([^":]*)"/g, (_, name: string, value: string) => {
      if (name === 'id') return ` id="${nameOf(path)}:${value}"`;
      const [file = '', id] = value.split('#');
      return ` href="#${nameOf(file || path)}${id ? `:${id}` : ''}"`;
    }),
  );

const deeper = (body: string, depth: number): string =>
  body.replaceAll(
    /<(\/?)h([1-4])\b/g,
    (_, end: string, level: string) =>
      `<${end}h${Number(level) + depth}${end ? '' : ` data-level="${level}"`}`,
  );

/** The chapters' standings, by file. What has no chapter of its own stands over the first one below it. */
function standingsIn(contents: string): Map<string, Standing> {
  const standings = new Map<string, Standing>();
  let depth = -1;
  let waiting: string | undefined;
  let isName = false;
  const parser = new Parser(
    {
      onopentag(name, { href }) {
        if (name === 'ol') depth++;
        isName = name === 'span';
        if (href === undefined || href.includes('#')) return;
        standings.set(href, waiting === undefined ? { depth } : { depth, over: waiting });
        waiting = undefined;
      },
      ontext(text) {
        if (isName) waiting = `${waiting ?? ''}${text}`;
      },
      onclosetag(name) {
        if (name === 'ol') depth--;
        isName = false;
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(contents);
  return standings;
}
