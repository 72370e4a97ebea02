// `[data-copy]` holds what a click copies, `[data-copy-from]` where that stands; `.header-anchor` is the link of a heading.
import { pageLanguage } from './page.ts';

/** Milliseconds for which a button says that it copied. */
const feedback = 1600;

const copied = { en: 'Copied', zh: '已复制' };

/** One listener for all figures and headings of all pages: figures are static HTML and bring no script of their own. */
export function listenForCopies(page: Document): void {
  // There before anything is copied: what appears together with its text is not read out.
  const status = page.createElement('p');
  status.className = 'visually-hidden';
  status.setAttribute('role', 'status');
  page.body.append(status);

  page.addEventListener('click', (event) => {
    const target = event.target as HTMLElement;
    const button = target.closest<HTMLElement>('[data-copy]');
    if (button) return void copy(button.dataset.copy!, button, status);
    const from = target.closest<HTMLElement>('[data-copy-from]');
    if (from) return void copy(textAt(from.dataset.copyFrom!), from, status);
    const anchor = target.closest<HTMLAnchorElement>('.header-anchor');
    // The click still goes to the heading; its address is on the clipboard as well.
    if (anchor) void copy(anchor.href, anchor, status);
  });
}

async function textAt(address: string): Promise<string> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.text();
}

/** Copies, and says so to the eye beside what was pressed and to a screen reader. */
async function copy(
  text: string | Promise<string>,
  pressed: HTMLElement,
  status: HTMLElement,
): Promise<void> {
  try {
    // A promise stands for its text from the first moment: Safari refuses what comes after a click.
    if (typeof text === 'string') await navigator.clipboard.writeText(text);
    else await navigator.clipboard.write([new ClipboardItem({ 'text/plain': text })]);
  } catch {
    // Without permission or a secure context there is no clipboard, and nothing to announce.
    return;
  }
  pressed.classList.add('copied');
  status.textContent = copied[pageLanguage()];
  setTimeout(() => {
    pressed.classList.remove('copied');
    status.textContent = '';
  }, feedback);
}
