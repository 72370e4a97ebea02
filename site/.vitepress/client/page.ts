/**
 * Does something to the page that is shown. While pages are written VitePress shows one after the other without loading it:
 * then it is done again after each change, so it must leave alone what it has done before.
 */
export function eachPage(work: () => void): void {
  work();
  if (!import.meta.env.DEV) return;
  let planned = 0;
  new MutationObserver(() => {
    cancelAnimationFrame(planned);
    planned = requestAnimationFrame(work);
  }).observe(document.body, { childList: true, subtree: true });
}

/** Does something once somebody sees the page: it may have been prepared for a reader who never comes. */
export function onceShown(work: () => void): void {
  if ((document as { prerendering?: boolean }).prerendering)
    document.addEventListener('prerenderingchange', work, { once: true });
  else work();
}

/** What the browser keeps under a name; null where that is nothing, or where the site may keep nothing. */
export function kept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/**
 * Does something when what is kept under a name may have changed without the page that is shown: in another tab, or before it came
 * back as it was left, or since it was prepared.
 */
export function whenChangedElsewhere(key: string, work: () => void): void {
  window.addEventListener('storage', (event) => {
    // Without a name when all was cleared.
    if ((event.key ?? key) === key) work();
  });
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) work();
  });
  document.addEventListener('prerenderingchange', work);
}

/** The language of the page that is shown. */
export const pageLanguage = (): 'en' | 'zh' =>
  document.documentElement.lang.startsWith('zh') ? 'zh' : 'en';
