import { zipSync, type Zippable } from 'fflate';
import { escape } from '../../figures/output.ts';

/** A file of the book, by its path inside. */
export interface Part {
  path: string;
  content: string | Uint8Array;
}

/** A line of the table of contents; without a path it only stands over others. */
export interface Entry {
  title: string;
  path?: string;
  below: readonly Entry[];
}

/** What a book says of itself. */
export interface About {
  /** What stays the same from edition to edition. */
  identifier: string;
  title: string;
  description: string;
  /** As in `zh-CN`. */
  lang: string;
  author: string;
  /** In ms since 1970. */
  changed: number;
  /** What the table of contents is called. */
  contents: string;
}

/** Types of what a book is made of, by ending. */
const types: Readonly<Record<string, string>> = {
  css: 'text/css',
  jpg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  xhtml: 'application/xhtml+xml',
};

/** Where the style sheet, the cover's picture, the page that shows it and the contents stand. */
export const places = {
  style: 'book.css',
  picture: 'cover.png',
  cover: 'cover.xhtml',
  contents: 'contents.xhtml',
} as const;

/**
 * Packs a book as EPUB 3.
 *
 * Compressed in JavaScript, as zlib differs from Node to Node; and all dates are that of the book. So the same book is the same bytes.
 *
 * @param parts - In the order of reading; all that is no XHTML may stand anywhere.
 * @param entries - The table of contents.
 * @throws Error where a part is of a type that books do not have.
 * @see https://www.w3.org/TR/epub-33/
 */
export function packBook(
  about: About,
  parts: readonly Part[],
  entries: readonly Entry[],
): Uint8Array {
  const all = [...parts];
  const cover = all.findIndex(({ path }) => path === places.cover);
  all.splice(cover + 1, 0, { path: places.contents, content: contentsPage(about, entries) });

  const encoder = new TextEncoder();
  const files: Zippable = {
    // First and as it is, so that the first bytes tell what this is.
    mimetype: [encoder.encode('application/epub+zip'), { level: 0 }],
    'META-INF/container.xml': encoder.encode(container),
    'EPUB/package.opf': encoder.encode(packageFile(about, all)),
  };
  for (const { path, content } of all)
    files[`EPUB/${path}`] = typeof content === 'string' ? encoder.encode(content) : content;
  // Archives hold local times.
  const local = new Date(timeText(about.changed).slice(0, -1));
  return zipSync(files, { level: 9, mtime: local });
}

/** A whole page of the book. */
export function pageFile(lang: string, title: string, body: string): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE html>',
    `<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="${lang}" xml:lang="${lang}">`,
    `<head><title>${escape(title)}</title><link rel="stylesheet" href="${places.style}"/></head>`,
    `<body>${body}</body>`,
    '</html>\n',
  ].join('\n');
}

const container = `<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
`;

/** As EPUB writes a time: to the second, in UTC. */
const timeText = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;

function packageFile(about: About, parts: readonly Part[]): string {
  const items = parts.map(({ path, content }, index) => {
    const type = types[path.split('.').at(-1) ?? ''];
    if (type === undefined) throw new Error(`a book does not hold files like ${path}`);
    const drawn = typeof content === 'string' && type === types.xhtml && content.includes('<svg');
    const properties = [
      path === places.picture ? 'cover-image' : '',
      path === places.contents ? 'nav' : '',
      drawn ? 'svg' : '',
    ].filter(Boolean);
    const told = properties.length > 0 ? ` properties="${properties.join(' ')}"` : '';
    return {
      read: type === types.xhtml,
      id: `part-${index}`,
      line: `<item id="part-${index}" href="${path}" media-type="${type}"${told}/>`,
    };
  });
  const spine = items.filter(({ read }) => read).map(({ id }) => `<itemref idref="${id}"/>`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="${about.lang}">`,
    '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">',
    `<dc:identifier id="id">${escape(about.identifier)}</dc:identifier>`,
    `<dc:title>${escape(about.title)}</dc:title>`,
    `<dc:creator>${escape(about.author)}</dc:creator>`,
    `<dc:language>${about.lang}</dc:language>`,
    `<dc:description>${escape(about.description)}</dc:description>`,
    `<meta property="dcterms:modified">${timeText(about.changed)}</meta>`,
    '<meta property="schema:accessMode">textual</meta>',
    '<meta property="schema:accessMode">visual</meta>',
    '<meta property="schema:accessibilityFeature">alternativeText</meta>',
    '<meta property="schema:accessibilityFeature">tableOfContents</meta>',
    '<meta property="schema:accessibilityHazard">none</meta>',
    '</metadata>',
    `<manifest>\n${items.map(({ line }) => line).join('\n')}\n</manifest>`,
    `<spine>\n${spine.join('\n')}\n</spine>`,
    '</package>\n',
  ].join('\n');
}

function contentsPage({ lang, contents }: About, entries: readonly Entry[]): string {
  const title = escape(contents);
  const nav = `<nav epub:type="toc" id="contents"><h1>${title}</h1>${listOf(entries)}</nav>`;
  return pageFile(lang, contents, nav);
}

function listOf(entries: readonly Entry[]): string {
  const items = entries.map(({ title, path, below }) => {
    const name = escape(title);
    const line = path === undefined ? `<span>${name}</span>` : `<a href="${path}">${name}</a>`;
    return `<li>${line}${below.length > 0 ? listOf(below) : ''}</li>`;
  });
  return `<ol>${items.join('')}</ol>`;
}
