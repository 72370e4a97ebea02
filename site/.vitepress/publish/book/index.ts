import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { referenceVersion } from '../../../../scripts/nodes/versions.ts';
import { languageOf, prefixes, type Language } from '../../../../scripts/pages/pages.ts';
import { readRecording, recordedIds } from '../../../../scripts/recording/recording.ts';
import { escape } from '../../figures/output.ts';
import { dateText } from '../../figures/words.ts';
import { questionsInOrder } from '../../interview/questions.ts';
import { lastChanged } from '../../pages/changed.ts';
import { partOf, topicsInOrder, topicTitle } from '../../pages/topics.ts';
import { base } from '../../settings.ts';
import { builtPages } from '../built-pages.ts';
import { wholeLink } from '../page-text.ts';
import { chapterOf, type Chapter } from './chapter.ts';
import { packBook, pageFile, places, type Entry, type Part } from './container.ts';
import { coverOf } from './cover.ts';
import { bookPath, pagesOf } from './pages.ts';
import { bookStyle } from './style.ts';
import { words } from './words.ts';

/** What a site says of itself in one language. */
interface About {
  title?: string;
  description?: string;
}

/** A chapter in its place. */
interface Placed extends Chapter {
  /** Its page as readers address it, below the language: `interview/fork`. */
  page: string;
  /** Its file inside of the book. */
  file: string;
}

/**
 * Writes one EPUB for each language: topics and questions as the built pages show them, in the order of the site. Links between them
 * lead inside of the book; what it leaves out (whole snippets, proofs, exercises) is linked where the site stands.
 *
 * @param siteUrl - Where the site stands, with its path; without it what leads out of the book to the site is no link.
 * @returns The size of each book in bytes.
 */
export async function writeBooks(
  dist: string,
  siteUrl: string | undefined,
  about: Record<Language, About>,
): Promise<Record<Language, number>> {
  const style = bookStyle();
  const built = new Map(builtPages(dist).map(({ path, file }) => [path, join(dist, file)]));
  const write = async (language: Language): Promise<number> => {
    const { title = '', description = '' } = about[language];
    const t = words[language];
    const lang = language === 'zh' ? 'zh-CN' : 'en';
    const chapters = chaptersOf(language, dist, built, siteUrl);
    const changed = newest(chapters, language);
    const pictures = new Set(chapters.flatMap(({ pictures }) => pictures));
    const cover = `<div class="cover"><img src="${places.picture}" alt="${escape(title)}"/></div>`;
    const parts: Part[] = [
      { path: places.style, content: style },
      { path: places.picture, content: await coverOf({ title, description }, language) },
      { path: places.cover, content: pageFile(lang, title, cover) },
      { path: aboutFile, content: pageFile(lang, t.about, aboutPage(language, changed, siteUrl)) },
      ...chapters.map(({ file, title, body }) => ({
        path: file,
        content: pageFile(lang, title, body),
      })),
      ...[...pictures].map((src) => ({
        path: pictureFile(src),
        content: readFileSync(join(dist, pictureFile(src))),
      })),
    ];
    const book = packBook(
      {
        identifier: `node-concurrency-recorded/${language}`,
        title,
        description,
        lang,
        author: t.author,
        changed,
        contents: t.contents,
      },
      parts,
      [{ title: t.about, path: aboutFile, below: [] }, ...entriesOf(chapters, language)],
    );
    await writeFileAtomic(join(dist, bookPath(language)), Buffer.from(book));
    return book.length;
  };
  return { en: await write('en'), zh: await write('zh') };
}

/** Where a page names a book, with room for what only the finished book tells. */
const room = /<span data-book-size[^>]*><\/span>/g;

/** Says on the built pages how large the books are. */
export function tellSizes(dist: string, sizes: Readonly<Record<Language, number>>): void {
  for (const { path, file } of builtPages(dist)) {
    const html = readFileSync(join(dist, file), 'utf8');
    const language = languageOf(path);
    const size = words[language].size((sizes[language] / 1e6).toFixed(1));
    const told = html.replaceAll(room, `<span>${size}</span>`);
    if (told !== html) writeFileSync(join(dist, file), told);
  }
}

const aboutFile = 'about.xhtml';

/** `interview/fork` is `interview-fork.xhtml`. */
const fileOf = (page: string): string => `${page.replace(/\/$/, '').replaceAll('/', '-')}.xhtml`;

/** Pictures keep the place that they have below the site. */
const pictureFile = (src: string): string => src.slice(base.length);

function chaptersOf(
  language: Language,
  dist: string,
  built: ReadonlyMap<string, string>,
  siteUrl: string | undefined,
): Placed[] {
  const pages = pagesOf(language).filter((page) => built.has(prefixes[language] + page));
  const files = new Map(pages.map((page) => [prefixes[language] + page, fileOf(page)]));
  const origin = siteUrl && new URL(siteUrl).origin;
  return pages.flatMap((page): Placed[] => {
    const path = prefixes[language] + page;
    const chapter = chapterOf(readFileSync(built.get(path)!, 'utf8'), {
      link(href) {
        const whole = wholeLink(href, base + path, '');
        if (!whole.startsWith('/')) return whole;
        const [, address = '', hash = ''] = /^([^#]*)(.*)$/.exec(whole)!;
        const target = address.slice(base.length);
        if (target === path && hash) return hash;
        const file = files.get(target);
        if (file !== undefined) return file + hash;
        return origin && origin + whole;
      },
      picture: pictureFile,
      drawing(address) {
        const file = join(dist, address.slice(base.length));
        return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
      },
      notes: words[language].notes,
    });
    return chapter ? [{ ...chapter, page, file: fileOf(page) }] : [];
  });
}

/** When a book's newest page was committed; without a history, when its newest recording was made. In ms since 1970. */
function newest(chapters: readonly Placed[], language: Language): number {
  const times = chapters.map(
    ({ page }) => lastChanged(`${prefixes[language]}${page.replace(/\/$/, '/index')}.md`) ?? 0,
  );
  const changed = Math.max(...times);
  if (changed > 0) return changed;
  return Math.max(...recordedIds().map((id) => readRecording(id)!.timestamp)) * 1000;
}

/** The table of contents: topics with their sections and parts, then the questions by topic. */
function entriesOf(chapters: readonly Placed[], language: Language): Entry[] {
  const named = new Map(chapters.map((chapter) => [chapter.page, chapter]));
  const entry = (page: string, title?: string, more: readonly Entry[] = []): Entry[] => {
    const chapter = named.get(page);
    if (!chapter) return [];
    const { file, sections } = chapter;
    const own = sections.map(({ id, title }) => ({ title, path: `${file}#${id}`, below: [] }));
    return [{ title: title ?? chapter.title, path: file, below: [...own, ...more] }];
  };
  const topic = (id: string): Entry[] => {
    const parts = topicsInOrder().filter((part) => partOf[part] === id);
    return entry(id, topicTitle(id, language), parts.flatMap(topic));
  };
  const questions = questionsInOrder(language);
  const list = named.get('interview/');
  const asked = [...new Set(questions.map(({ topic }) => topic))].map((id): Entry => ({
    title: topicTitle(id, language),
    below: questions
      .filter(({ topic, slug }) => topic === id && named.has(`interview/${slug}`))
      .map(({ slug, title }) => ({ title, path: fileOf(`interview/${slug}`), below: [] })),
  }));
  return [
    ...topicsInOrder()
      .filter((id) => !(id in partOf))
      .flatMap(topic),
    ...entry('myths'),
    ...(list ? [{ title: words[language].questions, path: list.file, below: asked }] : []),
  ];
}

function aboutPage(language: Language, changed: number, siteUrl: string | undefined): string {
  const t = words[language];
  const address = siteUrl && new URL(prefixes[language], siteUrl).href;
  const paragraphs = [
    t.edition(dateText(changed, language), referenceVersion),
    t.marks,
    t.left,
  ].map((text) => `<p>${escape(text)}</p>`);
  const where = address && `<p><a href="${escape(address)}">${escape(address)}</a></p>`;
  return `<h1>${t.about}</h1>${paragraphs.join('')}${where ?? ''}`;
}
