/** Milliseconds for which a button says that it copied. */
const feedback = 1600;

/** One listener for all figures and headings of all pages: figures are static HTML and bring no script of their own. */
export function listen(page: Document): void {
  page.addEventListener('click', (event) => {
    const target = event.target as HTMLElement;
    const button = target.closest<HTMLElement>('[data-copy]');
    if (button) return void copy(button.dataset.copy!, button);
    const anchor = target.closest<HTMLAnchorElement>('.header-anchor');
    // The click still goes to the heading; its address is on the clipboard as well.
    if (anchor) void copy(anchor.href, anchor);
  });
}

async function copy(text: string, shownAt: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without permission or a secure context there is no clipboard, and nothing to announce.
    return;
  }
  shownAt.classList.add('copied');
  setTimeout(() => shownAt.classList.remove('copied'), feedback);
}
