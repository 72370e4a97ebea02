import { gfm } from '@joplin/turndown-plugin-gfm';
import { Parser } from 'htmlparser2';
import TurndownService from 'turndown';
import { escape } from '../figures/output.ts';

/** A built page as Markdown, with what lists of pages say about it. */
export interface PageText {
  title: string;
  description: string;
  /** The page's text; its first line is the title. */
  markdown: string;
}

const turndown = new TurndownService({
  headingStyle: 'atx',
  codeBlockStyle: 'fenced',
  bulletListMarker: '-',
}).use(gfm);

/** What cannot stand in a table of Markdown; the plugin has a rule for tables that hold it. */
const noneOfThese = 'table, ul, ol, pre, blockquote, hr, h1, h2, h3, h4, h5, h6';

const widths = new WeakMap<Node, number>();

/** The most cells that a row of a table has; 0 where the plugin knows better what to make of it. */
function widthOf(table: Element | null): number {
  if (!table) return 0;
  const known = widths.get(table);
  if (known !== undefined) return known;
  const rows = Array.from(table.querySelectorAll('tr'), ({ childNodes }) => childNodes.length);
  const isPlain = rows.length > 1 && !table.querySelector(noneOfThese);
  const width = isPlain && table.querySelector('thead > tr') ? Math.max(...rows) : 0;
  widths.set(table, width);
  return width;
}

// The same as the plugin's rules make of a table with a head, whose cells have no alignment here. They look through the whole table
// for each cell of its head and again for each of its rows: all texts took 19 s of a processor instead of 12.
turndown.addRule('head', {
  filter: (node) =>
    node.nodeName === 'TR' &&
    node.parentNode?.nodeName === 'THEAD' &&
    widthOf(node.closest('table')) > 0,
  replacement(content, node) {
    const cells = [...node.childNodes] as Element[];
    const line = Array.from({ length: widthOf((node as Element).closest('table')) }, (_, at) => {
      const spanned = Number(cells[at]?.getAttribute('colspan') ?? 1) - 1;
      return `${at === 0 ? '|' : ''} ---${' |    '.repeat(spanned)} |`;
    });
    return `\n${content}\n${line.join('')}`;
  },
});
turndown.addRule('tableWithHead', {
  filter: (node) => node.nodeName === 'TABLE' && widthOf(node) > 0,
  replacement(content, node) {
    const caption = (node as Element).querySelector('caption')?.textContent;
    return `\n\n${caption ? `${caption}\n\n` : ''}${content.replaceAll(/\n+/g, '\n').trimStart()}\n\n`;
  },
});

/**
 * Makes Markdown of a built page. Sources, commands and recorded outputs become fences, diagrams their ASCII form, timelines a sentence;
 * measurements and proofs read as on the page, and a proof's link says what each version did. Links are whole.
 *
 * @param html - The page as it was built.
 * @param path - Where it stands on its host.
 * @param origin - The host, where it is known: links into the site begin with it.
 * @returns undefined where a page has no text of its own.
 */
export function pageText(html: string, path: string, origin: string): PageText | undefined {
  const { title, description, main } = reduce(html, (href) => wholeLink(href, path, origin));
  if (!title) return undefined;
  return { title, description, markdown: `${turndown.turndown(main)}\n` };
}

/** Stands for the host while a link is made whole. */
const somewhere = 'http://site.invalid';

/**
 * A link as it leads from anywhere.
 *
 * @param path - Where the page stands on its host.
 * @param origin - The host; empty where it is not known: then links begin at its root.
 */
export const wholeLink = (href: string, path: string, origin: string): string =>
  new URL(href, `${somewhere}${path}`).href.replace(somewhere, origin);

/** What is there for the eye or a pointer alone, by class and by name. */
const leftOut =
  /\b(header-anchor|f-hover-only|twoslash-popup-container|tl-legend|visually-hidden|done-count|own-days|f-takes|interview-form)\b/;
const leftOutNames = new Set(['button', 'script', 'style', 'summary', 'svg']);

/** Whose text alone stays, as a fence in this language. */
function fenceOf(name: string, kind: string): string | undefined {
  if (/\bf-code\b/.test(kind)) return /\bplain\b/.test(kind) ? 'text' : 'ts';
  if (/\bf-run\b/.test(kind)) return 'sh';
  return name === 'pre' ? 'text' : undefined;
}

const empty = new Set(['br', 'hr', 'img', 'input', 'link', 'meta', 'source', 'wbr']);

/**
 * What of a page becomes text, as plain HTML. Pages are mostly marks inside of code and drawings: to make a tree of all that takes
 * many times as long as to read it once.
 */
function reduce(
  html: string,
  whole: (href: string) => string,
): { title: string; description: string; main: string } {
  const page = { title: '', description: '', main: '' };
  const open: { name: string; kind: string; end: () => void }[] = [];
  const within = (what: RegExp): boolean => open.some(({ kind }) => what.test(kind));
  let left = 0;
  let code: string | undefined;
  let inTitle = false;
  const write = (text: string): void => {
    if (left > 0 || !open.some(({ name }) => name === 'main')) return;
    if (code === undefined) page.main += text;
  };

  /** Begins an element. @returns what its end does. */
  function begin(name: string, attributes: Record<string, string>): () => void {
    const { class: kind = '', href, src, title, alt, colspan } = attributes;
    if (name === 'meta' && attributes.name === 'description')
      page.description = attributes.content ?? '';
    if (name === 'desc' && within(/\b(timeline|chart)\b/)) {
      // What a drawing says to a screen reader is what it says in a text.
      const before = left;
      left = 0;
      write('<p>');
      return () => {
        write('</p>');
        left = before;
      };
    }
    if (leftOutNames.has(name) || leftOut.test(kind) || 'data-island' in attributes) {
      left++;
      return () => left--;
    }
    const language = code === undefined && left === 0 ? fenceOf(name, kind) : undefined;
    if (language) {
      code = '';
      return () => {
        const text = `${code!.trimEnd()}\n`;
        code = undefined;
        write(`<pre><code class="language-${language}">${escape(text)}</code></pre>`);
      };
    }
    const kept = {
      title: href && title,
      alt,
      colspan,
      href: href && whole(href),
      src: src && whole(src),
    };
    const written = Object.entries(kept).map(([key, value]) =>
      value === undefined ? '' : ` ${key}="${escape(value)}"`,
    );
    write(`<${name}${written.join('')}>`);
    if (name === 'h1') inTitle = true;
    return () => {
      if (name === 'h1') inTitle = false;
      if (!empty.has(name)) write(`</${name}>`);
      if (kind === 'tl-at') write(' ');
    };
  }

  const parser = new Parser({
    onopentag: (name, attributes) => {
      const end = begin(name, attributes);
      open.push({ name, kind: attributes.class ?? '', end });
    },
    ontext(text) {
      const plain = text.replaceAll('\u200b', '');
      write(escape(plain));
      if (left > 0) return;
      if (code !== undefined) code += plain;
      if (inTitle) page.title += plain;
    },
    onclosetag() {
      open.at(-1)?.end();
      open.pop();
    },
  });
  parser.end(html);
  return { ...page, title: page.title.trim() };
}
