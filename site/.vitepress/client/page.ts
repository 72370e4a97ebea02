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

/** The language of the page that is shown. */
export const pageLanguage = (): 'en' | 'zh' =>
  document.documentElement.lang.startsWith('zh') ? 'zh' : 'en';
