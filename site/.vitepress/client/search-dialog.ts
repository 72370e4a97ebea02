import type { FoundPage } from './search-rank.ts';
import { search, type Answer, type Pagefind } from './search-words.ts';

const words = {
  en: {
    label: 'Search',
    placeholder: 'Search in pages',
    nothing: (query: string) =>
      `Nothing found for “${query}”: pages, headings and errors were searched.`,
    near: 'Headings that come near:',
    without: (words: string) => `Nowhere on this site: ${words}. Without it:`,
    unavailable: 'The search index is made when the site is built: use npm start.',
    close: 'Close',
  },
  zh: {
    label: '搜索',
    placeholder: '搜索页面内容',
    nothing: (query: string) => `没有找到“${query}”：搜索了页面、标题和报错。`,
    near: '相近的标题：',
    without: (words: string) => `本站没有：${words}。去掉之后：`,
    unavailable: '搜索索引在构建时生成：请用 npm start。',
    close: '关闭',
  },
};

const base = import.meta.env.BASE_URL;
/** Typing goes on: a search begins when it has paused for so long, in milliseconds. */
const pause = 150;
/** Shown. */
const mostPages = 8;
const mostSections = 3;
let dialog: HTMLDialogElement | undefined;
let loading: Promise<Pagefind> | undefined;

/** Opens the search dialog, making it on first use. */
export function openSearch(language: 'en' | 'zh'): void {
  if (dialog?.dataset.language !== language) {
    dialog?.remove();
    dialog = makeDialog(language);
    document.body.append(dialog);
  }
  if (!dialog.open) dialog.showModal();
  dialog.querySelector('input')!.select();
}

function makeDialog(language: 'en' | 'zh'): HTMLDialogElement {
  const t = words[language];
  const made = document.createElement('dialog');
  made.className = 'search-dialog';
  made.dataset.language = language;
  made.setAttribute('aria-label', t.label);
  made.innerHTML = `<form method="dialog"><input type="search" autocomplete="off" spellcheck="false"><button type="submit"></button></form><p role="status"></p><ol></ol>`;
  const [input, close, status, list] = ['input', 'button', 'p', 'ol'].map((name) =>
    made.querySelector(name)!,
  ) as [HTMLInputElement, HTMLButtonElement, HTMLParagraphElement, HTMLOListElement];
  input.placeholder = t.placeholder;
  input.setAttribute('aria-label', t.placeholder);
  close.textContent = t.close;

  input.addEventListener('input', async () => {
    const query = input.value.trim();
    if (!query) {
      list.replaceChildren();
      status.textContent = '';
      return;
    }
    try {
      const pagefind = await (loading ??= load());
      await new Promise((resolve) => setTimeout(resolve, pause));
      if (input.value.trim() !== query) return;
      const answer = await search(query, pagefind, { language, base });
      // Another letter came while these were loading.
      if (input.value.trim() !== query) return;
      const near = answer.near.map((heading) => {
        const item = document.createElement('li');
        item.append(resultLink({ ...heading, excerpt: '' }, 'search-section'));
        return item;
      });
      list.replaceChildren(...answer.pages.slice(0, mostPages).map(resultItem), ...near);
      status.textContent = statusOf(query, answer, t);
    } catch {
      loading = undefined;
      status.textContent = t.unavailable;
    }
  });
  made.addEventListener('keydown', (event) => moveFocus(event, input, list));
  made.addEventListener('click', (event) => {
    // A click on the backdrop lands on the dialog itself.
    if (event.target === made || (event.target as HTMLElement).closest('a')) made.close();
  });
  // Enter in the field follows the first result instead of closing the dialog.
  made.querySelector('form')!.addEventListener('submit', (event) => {
    if (event.submitter === close && document.activeElement !== input) return;
    event.preventDefault();
    list.querySelector('a')?.click();
  });
  return made;
}

/** What stands above the results: nothing where all words were found. */
function statusOf(
  query: string,
  { pages, unknown, near }: Answer,
  t: (typeof words)['en'],
): string {
  if (pages.length === 0)
    return near.length > 0 ? `${t.nothing(query)} ${t.near}` : t.nothing(query);
  return unknown.length > 0 ? t.without(unknown.map((word) => `“${word}”`).join(', ')) : '';
}

async function load(): Promise<Pagefind> {
  const pagefind = (await import(/* @vite-ignore */ `${base}pagefind/pagefind.js`)) as Pagefind;
  await pagefind.options({ baseUrl: base, excerptLength: 18 });
  return pagefind;
}

function resultItem(page: FoundPage): HTMLLIElement {
  const item = document.createElement('li');
  const [first] = page.sub_results;
  item.append(
    resultLink(
      { url: page.url, title: page.meta.title ?? page.url, excerpt: first ? '' : page.excerpt },
      'search-page',
    ),
  );
  for (const section of page.sub_results.slice(0, mostSections))
    item.append(resultLink(section, 'search-section'));
  return item;
}

function resultLink(
  { url, title, excerpt }: { url: string; title: string; excerpt: string },
  className: string,
): HTMLAnchorElement {
  const link = document.createElement('a');
  link.className = className;
  // The built files end in .html, the site's addresses do not.
  link.href = url.replace(/(?:index)?\.html(?=#|$)/, '');
  const name = document.createElement('strong');
  name.textContent = title.replace(/\u200b/g, '').trim();
  link.append(name);
  if (excerpt) {
    const text = document.createElement('span');
    // Pagefind's excerpt is escaped HTML with <mark> around what was found.
    text.innerHTML = excerpt;
    link.append(text);
  }
  return link;
}

function moveFocus(event: KeyboardEvent, input: HTMLInputElement, list: HTMLOListElement): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const stops: HTMLElement[] = [input, ...list.querySelectorAll('a')];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  const next = stops[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
