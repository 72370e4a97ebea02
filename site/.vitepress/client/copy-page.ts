// `[data-copy-page]` copies the address of a page or a link to it in Markdown; every heading gets a button for the latter.
import { pageLanguage } from './page.ts';

const label = { en: 'Copy as Markdown', zh: '复制为 Markdown' };

/** A Markdown link; brackets in its text would end it. */
export const markdownLink = (text: string, url: string): string =>
  `[${text.replace(/[[\]\\]/g, String.raw`\$&`)}](${url})`;

/** A heading's words without the links beside them. */
function textOf(heading: HTMLElement): string {
  const copy = heading.cloneNode(true) as HTMLElement;
  for (const extra of copy.querySelectorAll('.header-anchor, .copy-section, .report-section'))
    extra.remove();
  return (copy.textContent ?? '').trim();
}

/** The address of the page without section and choice. */
const pageAddress = ({ origin, pathname }: Location): string => origin + pathname;

/**
 * One click copies a question or any heading as a link, or as a link in Markdown.
 *
 * The buttons carry their text in `data-copy`, which the listener for all copy buttons reads. At a heading the button for
 * Markdown appears beside the anchor as soon as a pointer or the focus comes there: in the page it would be bytes.
 */
export function listenForPageCopies(page: Document): void {
  page.addEventListener(
    'click',
    ({ target }) => {
      const button = (target as HTMLElement).closest<HTMLElement>('[data-copy-page]');
      if (!button) return;
      const url = pageAddress(page.location);
      button.dataset.copy =
        button.dataset.copyPage === 'markdown'
          ? markdownLink(textOf(page.querySelector('main h1')!), url)
          : url;
    },
    { capture: true },
  );
  for (const event of ['pointerover', 'focusin'] as const) {
    page.addEventListener(event, ({ target }) => {
      const heading = (target as Element).closest?.<HTMLElement>('main :is(h1, h2, h3)');
      if (heading) offerMarkdown(heading);
    });
  }
}

function offerMarkdown(heading: HTMLElement): void {
  const anchor = heading.querySelector<HTMLAnchorElement>('.header-anchor');
  if (!anchor || heading.querySelector('.copy-section')) return;
  const title = heading.ownerDocument.querySelector<HTMLElement>('main h1');
  const section = textOf(heading);
  const text = !title || title === heading ? section : `${section} · ${textOf(title)}`;
  const button = heading.ownerDocument.createElement('button');
  button.type = 'button';
  button.className = 'copy-section ignore-header';
  button.dataset.copy = markdownLink(text, anchor.href);
  button.ariaLabel = label[pageLanguage()];
  anchor.after(button);
}
