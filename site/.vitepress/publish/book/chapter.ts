import { Parser } from 'htmlparser2';
import { escape } from '../../figures/output.ts';
import { withValues } from './style.ts';

/** A built page as the chapter of a book. */
export interface Chapter {
  /** Its heading, as plain text. */
  title: string;
  sections: { id: string; title: string }[];
  /** XHTML, to stand in a body. */
  body: string;
  /** Files that it shows, as the page addresses them. */
  pictures: string[];
}

/** What a chapter needs of its surroundings. */
export interface Surroundings {
  /** A link as it leads from inside of the book; undefined where it leads nowhere. */
  link: (href: string) => string | undefined;
  /** Where the book keeps a picture. */
  picture: (src: string) => string;
  /** A drawing that the page would load later, by its address. */
  drawing: (address: string) => string | undefined;
  /** What stands over the outcomes of proofs at the chapter's end. */
  notes: string;
}

/** What works by a script or a pointer alone, and what a picture in the book already says. */
const leftOut =
  /\b(header-anchor|errors-link|f-hover-only|twoslash-popup-container|visually-hidden|tl-buttons|decision-bar|d-text|c-table|c-wide)\b/;
const leftOutNames = new Set(['button', 'form', 'input', 'script', 'select', 'style']);

/** Without content, which XML has to be told. */
const empty = new Set(['br', 'col', 'hr', 'img', 'wbr']);

const svg = 'http://www.w3.org/2000/svg';

/** What only the site and its scripts read; and charts ask for figures of one width by an attribute that SVG 1.1 does not know. */
const forTheSite = /^(data-|v-|on|tabindex$|target$|rel$|loading$|style$|name$|font-variant$)/;

/** What XML cannot hold, and the mark for an empty link. */
// eslint-disable-next-line no-control-regex
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u200b\ufffe\uffff]/g;

/**
 * Makes XHTML of a built page, for readers of books: no script, nothing to press, nothing from elsewhere. What a page folds is
 * open; what a proof saw becomes a note at the chapter's end; timelines that a page loads later are there.
 *
 * @param html - The page as it was built.
 * @returns undefined where a page has no text of its own.
 */
export function chapterOf(html: string, around: Surroundings): Chapter | undefined {
  const written: string[] = [];
  const sections: Chapter['sections'] = [];
  const pictures: string[] = [];
  const notes = new Map<string, string>();
  const ends: (() => void)[] = [];
  let title = '';
  let main = false;
  let left = 0;
  /** Who listens to the text of a heading. */
  let hear: ((text: string) => void) | undefined;
  const write = (text: string): void => {
    if (main && left === 0) written.push(text);
  };

  /** Begins an element under a name. @returns what its end does. */
  function put(name: string, attributes: Record<string, string>): () => void {
    const kept = Object.entries(attributes)
      .filter(([key]) => !forTheSite.test(key))
      .map(([key, value]) => ` ${key}="${escape(withValues(value.replaceAll(unwritable, '')))}"`);
    if (attributes.lang) kept.push(` xml:lang="${escape(attributes.lang)}"`);
    write(`<${name}${kept.join('')}${empty.has(name) ? '/' : ''}>`);
    return () => {
      if (!empty.has(name)) write(`</${name}>`);
    };
  }

  function heading(name: string, attributes: Record<string, string>): () => void {
    const end = put(name, attributes);
    let text = '';
    hear = (more) => (text += more);
    return () => {
      end();
      hear = undefined;
      if (name === 'h1') title ||= text.trim();
      else if (attributes.id) sections.push({ id: attributes.id, title: text.trim() });
    };
  }

  function link({ href = '', title: said, ...others }: Record<string, string>): () => void {
    if (others.class === 'proof' && said) {
      const known = notes.get(href)?.length;
      if (known === undefined) notes.set(href, said);
      const number = [...notes.keys()].indexOf(href) + 1;
      return put('a', { ...others, 'epub:type': 'noteref', href: `#note-${number}` });
    }
    const { download: _, ...rest } = others;
    const leads = around.link(href);
    return leads === undefined ? put('span', rest) : put('a', { ...rest, href: leads });
  }

  /** Begins an element. @returns what its end does. */
  function begin(name: string, attributes: Record<string, string>): () => void {
    const { class: kind = '' } = attributes;
    if (name === 'main') {
      main = true;
      return () => (main = false);
    }
    const later = attributes['data-later'];
    if (leftOutNames.has(name) || leftOut.test(kind) || 'data-island' in attributes || later) {
      const drawing = later && around.drawing(later);
      if (drawing) write(drawing.replace('<svg ', `<svg xmlns="${svg}" `));
      left++;
      return () => left--;
    }
    if (name === 'a') return link(attributes);
    if (name === 'h1' || name === 'h2') return heading(name, attributes);
    if (name === 'details') return put('div', { ...attributes, class: 'folded' });
    if (name === 'summary') return put('p', { ...attributes, class: 'folded-title' });
    if (name === 'span' && kind === 'line') return () => undefined;
    if (name === 'svg') return put(name, { ...attributes, xmlns: svg });
    if (name === 'img') {
      const src = attributes.src ?? '';
      pictures.push(src);
      return put(name, { ...attributes, src: around.picture(src) });
    }
    return put(name, attributes);
  }

  const parser = new Parser(
    {
      onopentag: (name, attributes) => void ends.push(begin(name, attributes)),
      ontext(text) {
        if (!main || left > 0) return;
        const plain = text.replaceAll(unwritable, '');
        write(escape(plain));
        hear?.(plain);
      },
      onclosetag: () => ends.pop()?.(),
    },
    // Names inside of drawings know capitals.
    { lowerCaseTags: false, lowerCaseAttributeNames: false },
  );
  parser.end(html);
  if (!title) return undefined;
  if (notes.size > 0) written.push(notesHtml([...notes], around));
  return { title, sections, body: written.join(''), pictures };
}

function notesHtml(notes: readonly (readonly [string, string])[], around: Surroundings): string {
  const items = notes.map(([href, said], index) => {
    const leads = around.link(href);
    const [first = '', ...rest] = escape(said.replaceAll(unwritable, '')).split(': ');
    const proof = leads === undefined ? first : `<a href="${escape(leads)}">${first}</a>`;
    const note = [proof, ...rest].join(': ');
    return `<aside epub:type="footnote" id="note-${index + 1}"><p>${note}</p></aside>`;
  });
  return `<section class="notes"><h2 id="notes">${escape(around.notes)}</h2>${items.join('')}</section>`;
}
