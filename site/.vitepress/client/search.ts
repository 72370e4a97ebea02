// `.search-button`, and the keys / and Ctrl K: open the search dialog, which is fetched when somebody searches, not before.
import { pageLanguage } from './page.ts';

/** Opens search by button and keys. */
export function listenForSearch(): void {
  const dialog = () => import('./search-dialog.ts');
  const open = async (): Promise<void> => (await dialog()).openSearch(pageLanguage());
  // A finger comes down, and a pointer comes near, before it clicks.
  document.addEventListener('pointerover', ({ target }) => {
    if ((target as Element).closest('.search-button')) void dialog();
  });
  document.addEventListener('click', ({ target }) => {
    if ((target as Element).closest('.search-button')) void open();
  });
  window.addEventListener('keydown', (event) => {
    const target = event.target as HTMLElement;
    const typing = target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
    const shortcut = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);
    if (!shortcut && (event.key !== '/' || typing)) return;
    // At once: a browser searches in the page, or in the web, by the same keys.
    event.preventDefault();
    void open();
  });
}
