// `a[hreflang]` in a menu leads to the same page in the other language. It is asked for here, because only the browser knows
// where on the page its reader is.
import { current } from './outline.ts';

/** Has the switch of languages lead to the section that is being read. */
export function languageKeepsThePlace(): void {
  // Before a click, and before a browser prepares the page or opens it in another way.
  for (const event of ['pointerover', 'focusin', 'click'] as const) {
    document.addEventListener(event, ({ target }) => {
      const link = (target as Element).closest?.<HTMLAnchorElement>('a[hreflang]');
      if (!link) return;
      link.hash = current()?.hash ?? location.hash;
    });
  }
}
