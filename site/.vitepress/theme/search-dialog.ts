import { rank, type FoundPage } from './search-rank.ts';

/** What this module uses of Pagefind's browser API: https://pagefind.app/docs/api/ */
interface Pagefind {
  options(options: { baseUrl: string; excerptLength?: number }): Promise<void>;
  debouncedSearch(query: string): Promise<{ results: { data(): Promise<FoundPage> }[] } | null>;
}

const words = {
  en: {
    label: 'Search',
    placeholder: 'Search in pages',
    nothing: (query: string) => `Nothing found for “${query}”.`,
    unavailable: 'The search index is made when the site is built: use npm start.',
    close: 'Close',
  },
  zh: {
    label: '搜索',
    placeholder: '搜索页面内容',
    nothing: (query: string) => `没有找到“${query}”。`,
    unavailable: '搜索索引在构建时生成：请用 npm start。',
    close: '关闭',
  },
};

/** Looked at, and shown. */
const mostFound = 24;
const mostPages = 8;
const mostSections = 3;
let dialog: HTMLDialogElement | undefined;
let loading: Promise<Pagefind> | undefined;

/** Opens the search dialog, making it on first use. */
export function openSearch(lang: string, base: string): void {
  const language = lang.startsWith('zh') ? 'zh' : 'en';
  if (dialog?.dataset.language !== language) {
    dialog?.remove();
    dialog = makeDialog(language, base);
    document.body.append(dialog);
  }
  if (!dialog.open) dialog.showModal();
  dialog.querySelector('input')!.select();
}

function makeDialog(language: 'en' | 'zh', base: string): HTMLDialogElement {
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
      const pagefind = await (loading ??= load(base));
      const search = await pagefind.debouncedSearch(query);
      // A later letter has started a search of its own.
      if (!search) return;
      const found = await Promise.all(
        search.results.slice(0, mostFound).map((result) => result.data()),
      );
      // Another letter came while these were loading.
      if (input.value.trim() !== query) return;
      const pages = rank(found, query).slice(0, mostPages);
      list.replaceChildren(...pages.map(resultItem));
      status.textContent = pages.length === 0 ? t.nothing(query) : '';
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

async function load(base: string): Promise<Pagefind> {
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
