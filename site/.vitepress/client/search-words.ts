import { plain, rank, tidy, type FoundPage, type FoundSection } from './search-rank.ts';

/** What this module uses of Pagefind's browser API: https://pagefind.app/docs/api/ */
export interface Pagefind {
  options(options: { baseUrl: string; excerptLength?: number }): Promise<void>;
  search(query: string): Promise<{ results: { data(): Promise<FoundPage> }[] }>;
}

/** What the search knows beside Pagefind's index: rows of errors by their words, and every heading. */
export interface SearchPlaces {
  errors: {
    id: string;
    /** The message in all its wordings, or the symptom. */
    said: string;
    /** Other words for it. */
    also: string;
    /** What happened and what to do. */
    about: string;
  }[];
  /** The address of a page or section below the site's root, and its title. */
  headings: [address: string, title: string][];
}

/** What a search came to. */
export interface Answer {
  /** The best first. None of them lacks all that was asked for. */
  pages: FoundPage[];
  /** Words that were asked for, and that stand nowhere on the site. */
  unknown: string[];
  /** Where nothing was found: headings that come near. */
  near: { url: string; title: string }[];
}

/** Where it is asked. */
export interface Place {
  language: 'en' | 'zh';
  base: string;
}

/** So many results of Pagefind are looked at, in a whole search and in one for a single word. */
const mostFound = 24;
const mostOfWord = 10;
/** A query is cut after so many words: a pasted stack trace has more than it needs. */
const mostWords = 10;
const mostErrors = 3;
/** Pages, roughly: what a word is worth depends on how many of them have it. */
const allPages = 200;
/** A section or row that holds less of the query than this is no answer. */
const enough = 0.55;

/** Words that say nothing about what is wanted. */
const empty = new Set(
  `a an and are as at be but by can cannot could do does doing for from get got has have how i if in into is it its me my of on or our
  so that the their them then there these they this to too use using want was we were what when where which while who why will with would you your
  error errors node nodejs js uncaught please help
  的 了 是 在 和 与 或 也 就 都 还 又 被 把 给 让 用 会 能 可以 不能 怎么 怎样 怎么办 如何 什么 为什么 哪个 哪些 吗 呢 啊 我 我的 你 他 它 这 那 这个 那个 一个 有 没有 时 时候 之后 以后 里 中 上 下 后 请问 问题 报错 错误 出现 一直 总是`.split(
    /\s+/,
  ),
);

/** The words of a query that say something; of a paste, those of its message and not of its stack or its numbers. */
export function wordsOf(query: string): string[] {
  const text = query
    .replace(/^\s*at .*$/gm, '')
    .replace(/(?:file:\/\/)?\/[\w./@-]*\/[\w./@-]*(?::\d+)*/g, ' ')
    .toLowerCase();
  const words = (text.match(/[\p{Script=Han}]+|[\p{L}\p{N}_]+/gu) ?? []).flatMap((run) =>
    /\p{Script=Han}/u.test(run) ? chineseWords(run) : [run],
  );
  // Ports, pids and times are other ones each time; a single letter is an initial or a rest.
  const told = words.filter(
    (word) => !/^\d{4,}$/.test(word) && (word.length > 1 || /\d|\p{Script=Han}/u.test(word)),
  );
  const full = told.filter((word) => !empty.has(word));
  return [...new Set(full.length > 0 ? full : told)].slice(0, mostWords);
}

/** Single characters side by side are a word that no dictionary has. */
function chineseWords(run: string): string[] {
  const words: string[] = [];
  let single = false;
  for (const { segment } of new Intl.Segmenter('zh', { granularity: 'word' }).segment(run)) {
    const joins = single && segment.length === 1 && !empty.has(segment);
    if (joins) words[words.length - 1] += segment;
    else words.push(segment);
    single = segment.length === 1 && !empty.has(segment);
  }
  return words;
}

/** A word without its ending, so that "hangs" meets "hang"; codes and short words stay. */
const stemOf = (word: string): string =>
  /^[a-z]{5,}$/.test(word) ? word.replace(/(?:ing|ed|es|s)$/, '') : word;

/** Whether a plain text has a word that begins so; with another ending, unless `stem` is the word itself. */
export function has(text: string, word: string, stem = stemOf(word)): boolean {
  if (/\p{Script=Han}/u.test(word)) return text.includes(word);
  const whole = /^\d+$/.test(word);
  for (let at = text.indexOf(stem); at >= 0; at = text.indexOf(stem, at + 1)) {
    const after = text[at + stem.length];
    if (!/[a-z0-9_]/.test(text[at - 1] ?? ' ') && !(whole && /\d/.test(after ?? ' '))) return true;
  }
  return false;
}

const loading = new Map<Place['language'], Promise<SearchPlaces>>();

/** Fetched once; again where that failed. */
function placesOf({ language, base }: Place): Promise<SearchPlaces> {
  const known = loading.get(language);
  if (known) return known;
  const places = fetch(`${base}pagefind/places-${language}.json`).then((answer) => {
    if (!answer.ok) throw new Error(`places of the search: ${answer.status}`);
    return answer.json() as Promise<SearchPlaces>;
  });
  loading.set(language, places);
  places.catch(() => loading.delete(language));
  return places;
}

/** Searches for what a reader typed or pasted. */
export async function search(query: string, pagefind: Pagefind, place: Place): Promise<Answer> {
  const words = wordsOf(query);
  const [places, whole] = await Promise.all([placesOf(place), wholly(query, words, pagefind)]);
  const errors = errorsFor(query, words, places);
  const { pages, unknown } =
    whole.length > 0 || words.length === 0
      ? { pages: whole, unknown: [] }
      : await partly(words, pagefind);
  const titled = titledSo(query, places, place);
  const found = [...titled, ...withoutSections(pages, titled)];
  if (errors.rows.length > 0)
    found.splice(
      errors.first || whole.length === 0 ? 0 : 1,
      0,
      errorPage(errors.rows, places, place),
    );
  const near = found.length > 0 ? [] : nearest(query, words, places, place);
  // What no page says may still be a word of a message.
  const nowhere = unknown.filter(
    (word) => !places.errors.some(({ said, also }) => has(plain(`${said} ${also}`), word)),
  );
  return { pages: found, unknown: nowhere, near };
}

/**
 * Pages that have every word of the query, and Chinese ones as they were written; three words or more must meet in one section.
 * Pagefind gives those as well that only share the beginning of a word.
 */
async function wholly(
  query: string,
  words: readonly string[],
  pagefind: Pagefind,
): Promise<FoundPage[]> {
  const { results } = await pagefind.search(query);
  const pages = await Promise.all(results.slice(0, mostFound).map((result) => result.data()));
  const runs = (query.match(/\p{Script=Han}{2,4}/gu) ?? []).filter((run) => !empty.has(run));
  const asked = [...words, ...runs];
  const inOne = (page: FoundPage): boolean =>
    words.length < 3 ||
    sectionsOf(page).some(({ text }) => words.every((word) => has(plain(text), word)));
  return rank(
    pages.filter((page) => asked.every((word) => has(contentOf(page), word)) && inOne(page)),
    query,
  );
}

/** Sections whose heading the query repeats, with the little words that a search for words leaves out: "how many workers". */
function titledSo(query: string, { headings }: SearchPlaces, { base }: Place): FoundPage[] {
  const phrase = comparable(query.replaceAll('?', ''));
  return headings
    .map(([address, title]) => {
      const heading = comparable(title.replaceAll('?', ''));
      return { address, title, run: longestRun(phrase, heading), words: heading.split(' ').length };
    })
    .filter(({ run, words }) => run >= 3 && run >= words / 4)
    .sort((a, b) => b.run - a.run || a.words - b.words)
    .slice(0, 2)
    .map(({ address, title }) => {
      const [page] = address.split('#');
      const section = { url: base + address, title, excerpt: '', weighted_locations: [] };
      return {
        url: base + page,
        excerpt: '',
        meta: { title: titleOf(page!, headings) },
        raw_content: '',
        sub_results: [section],
      };
    });
}

/** The title of a page: its first heading. */
const titleOf = (page: string, headings: SearchPlaces['headings']): string =>
  headings.find(([address]) => address.startsWith(`${page}#`))![1];

/** Where a section leads to, whether or not its page is written as a file. */
const addressOf = (url: string): string => url.replace(/(?:index)?\.html(?=#|$)/, '');

/** Pages without the sections that others show already. */
function withoutSections(pages: readonly FoundPage[], others: readonly FoundPage[]): FoundPage[] {
  const shown = new Set(
    others.flatMap((page) => page.sub_results.map(({ url }) => addressOf(url))),
  );
  return pages
    .map((page) => ({
      ...page,
      sub_results: page.sub_results.filter(({ url }) => !shown.has(addressOf(url))),
    }))
    .filter(({ sub_results: sections }) => sections.length > 0);
}

const contentOf = (page: FoundPage): string =>
  `${plain(page.meta.title ?? '')} ${plain(page.raw_content)}`;

/** What a word is worth that so many pages have. */
const worthOf = (pages: number): number => Math.log(1 + allPages / (pages + 0.5));

/** Sections that have most of the query, each word weighed by how rare it is. */
async function partly(
  words: readonly string[],
  pagefind: Pagefind,
): Promise<{ pages: FoundPage[]; unknown: string[] }> {
  const pages = new Map<string, FoundPage>();
  const worth = new Map<string, number>();
  await Promise.all(
    words.map(async (word) => {
      const { results } = await pagefind.search(word);
      const found = await Promise.all(results.slice(0, mostOfWord).map((result) => result.data()));
      const having = found.filter((page) => has(contentOf(page), word));
      worth.set(word, worthOf(having.length === 0 ? 0 : results.length));
      for (const page of having) pages.set(page.url, page);
    }),
  );
  const all = words.reduce((sum, word) => sum + worth.get(word)!, 0);
  const shareOf = (text: string): number =>
    words.reduce((sum, word) => sum + (has(text, word) ? worth.get(word)! : 0), 0) / all;
  const ranked = [...pages.values()]
    .map((page) => {
      const sections = sectionsOf(page)
        .map(({ section, text }) => ({
          section: { ...section, excerpt: excerptOf(text, words) },
          // What a heading says weighs more than what is said below it.
          share: shareOf(plain(text)) + shareOf(plain(section.title)) / 2,
          enough: shareOf(plain(text)) >= enough,
        }))
        .filter((one) => one.enough)
        .sort((a, b) => b.share - a.share);
      const weight = weightOf(page.url);
      return {
        page: { ...page, sub_results: sections.map(({ section }) => section) },
        share: (sections[0]?.share ?? 0) * weight,
      };
    })
    .filter(({ page }) => page.sub_results.length > 0)
    .sort((a, b) => b.share - a.share);
  return {
    pages: ranked.map(({ page }) => page),
    unknown: words.filter((word) => worth.get(word) === worthOf(0)),
  };
}

/** What teaches a thing comes before what asks or repeats it. */
const weightOf = (url: string): number =>
  /\/(interview|proofs)\//.test(url) ? 0.8 : /\/(diagrams|myths|snippets)\b/.test(url) ? 0.7 : 1;

/** The sections of a page with their words. */
function sectionsOf(page: FoundPage): { section: FoundSection; text: string }[] {
  const isChinese = page.raw_content.includes('\u200b');
  const words = isChinese ? page.raw_content.split('\u200b') : page.raw_content.split(/\s+/);
  const headings = (page.anchors ?? []).filter(({ element }) => /^h[1-4]$/.test(element));
  return headings.map(({ id, text, location }, index) => ({
    section: {
      url: `${page.url}#${id}`,
      title: text,
      excerpt: '',
      weighted_locations: [],
    },
    text: words.slice(location, headings[index + 1]?.location).join(isChinese ? '' : ' '),
  }));
}

const escape = (text: string): string =>
  text.replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character]!);

/** A few words around the first that was asked for, marked as Pagefind does. */
function excerptOf(text: string, words: readonly string[]): string {
  const clear = tidy(text);
  const lower = clear.toLowerCase();
  const places = words.map((word) => lower.indexOf(stemOf(word))).filter((at) => at >= 0);
  const from = Math.max(0, Math.min(...places) - 40);
  let excerpt = escape(clear.slice(from, from + 140));
  for (const word of words)
    excerpt = excerpt.replace(
      new RegExp(
        `(?<![\\w&])${escape(stemOf(word)).replace(/[^\p{L}\p{N}_]/gu, '\\$&')}[\\w]*`,
        'iu',
      ),
      '<mark>$&</mark>',
    );
  return excerpt;
}

/** A code: what nobody writes unless it was printed. */
const code =
  /^(?:err_\w+|und_err_\w+|hpe_\w+|dep\d{4}|e[a-z0-9]{3,}|sig[a-z]{3,}|dataclone\w*|abort_err)$/;

/** The rows of errors that a query means, and whether they come before all pages: where a message was pasted. */
function errorsFor(
  query: string,
  words: readonly string[],
  { errors }: SearchPlaces,
): { rows: SearchPlaces['errors']; first: boolean } {
  const phrase = comparable(query);
  const texts = errors.map((row) => ({
    row,
    said: comparable(row.said),
    named: plain(`${row.said} ${row.also}`),
    about: plain(row.about),
  }));
  const worth = new Map(
    words.map((word) => {
      const rows = texts.filter(({ named }) => has(named, word)).length;
      return [
        word,
        rows === 0 ? 0.7 * Math.log(1 + errors.length) : Math.log(1 + errors.length / rows),
      ];
    }),
  );
  const all = words.reduce((sum, word) => sum + worth.get(word)!, 0);
  const scored = texts
    .map(({ row, said, named, about }) => {
      const share =
        words.reduce(
          (sum, word) =>
            sum +
            worth.get(word)! *
              (has(named, word, word) ? 1 : has(named, word) ? 0.8 : has(about, word) ? 0.6 : 0),
          0,
        ) / (all || 1);
      // The message itself or a piece of it, and not only its words.
      const run = Math.max(...said.split('\n').map((line) => longestRun(phrase, line)));
      const sure = run >= 3 || (run === 2 && words.length >= 2 && begins(phrase, said));
      return { row, share: share + (sure ? 0.25 + run / 20 : 0), sure };
    })
    .sort((a, b) => b.share - a.share);
  const best = scored[0];
  const isCode = words.some(
    (word) =>
      code.test(word) &&
      (worth.get(word) ?? 0) > 1 &&
      best &&
      has(plain(`${best.row.said} ${best.row.also}`), word),
  );
  const isExit = /exit(?:ed)?(?: with)? (?:code |status )?\d{1,3}|退出码/i.test(query);
  const first =
    (best?.sure ?? false) || isCode || isExit || (words.length >= 3 && (best?.share ?? 0) >= 0.85);
  const rows = scored
    .filter(({ share }) => share >= 0.6 && share >= (best?.share ?? 0) * 0.7)
    .slice(0, mostErrors)
    .map(({ row }) => row);
  return { rows, first: first && rows.length > 0 };
}

/** How many words in a row a text shares with a line. */
function longestRun(text: string, line: string): number {
  const words = line.split(' ');
  let longest = 0;
  for (let from = 0; from < words.length; from += 1)
    for (let to = from + longest + 1; to <= words.length; to += 1) {
      if (!` ${text} `.includes(` ${words.slice(from, to).join(' ')} `)) break;
      longest = to - from;
    }
  return longest;
}

/** Whether both begin with the same two words. */
const begins = (text: string, said: string): boolean =>
  text.split(/\s/, 2).join(' ') === said.split(/\s/, 2).join(' ');

/** A message without what differs each time it is printed: ports, pids, quotes, the kind of error before it. */
const comparable = (text: string): string =>
  text
    .toLowerCase()
    .replace(/^\s*at .*$/gm, '')
    .replace(/^(?:uncaught )?(?:\w*error|domexception)(?: \[\w+\])?: /gm, '')
    .replace(/\b\d{4,5}\b/g, '')
    .replace(/["'`:.,;]+(?=\s|$)|["'`]/gm, '')
    .replace(/^\[\w+\](?=\[)/, '')
    .replace(/[^\S\n]+/g, ' ')
    .trim();

/** Rows of errors as a page among those of Pagefind. */
function errorPage(
  rows: SearchPlaces['errors'],
  { headings }: SearchPlaces,
  { language, base }: Place,
): FoundPage {
  const page = language === 'zh' ? 'zh/errors' : 'errors';
  const url = base + page;
  return {
    url,
    excerpt: '',
    meta: { title: titleOf(page, headings) },
    raw_content: '',
    sub_results: rows.map(({ id, said, about }) => ({
      url: `${url}#${id}`,
      title: said.split('\n')[0]!,
      excerpt: escape(about.length > 140 ? `${about.slice(0, 139).trimEnd()}…` : about),
      weighted_locations: [],
    })),
  };
}

/** Headings that share letters with the query: for typing errors, and for a word of another kind. */
function nearest(
  query: string,
  words: readonly string[],
  { headings }: SearchPlaces,
  { base }: Place,
): Answer['near'] {
  const asked = trigrams(words.join(' ') || query);
  return headings
    .map(([address, title]) => {
      const grams = trigrams(plain(title));
      let shared = 0;
      for (const gram of asked) if (grams.has(gram)) shared += 1;
      return { url: base + address, title, near: shared / Math.sqrt(grams.size * asked.size || 1) };
    })
    .filter(({ near }) => near > 0.2)
    .sort((a, b) => b.near - a.near)
    .slice(0, 4)
    .map(({ url, title }) => ({ url, title }));
}

/** Pieces of three letters, of two where it is Chinese. */
function trigrams(text: string): Set<string> {
  const size = /\p{Script=Han}/u.test(text) ? 2 : 3;
  const grams = new Set<string>();
  for (let at = 0; at + size <= text.length; at += 1) grams.add(text.slice(at, at + size));
  return grams;
}
