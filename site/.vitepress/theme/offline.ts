import { inBrowser, type Router } from 'vitepress';
import { afterEachPage } from './routes.ts';

/**
 * Starts the service worker once a page is there, and tells it what was read: it does not see what was loaded before
 * it ran, nor pages that the router shows without a request for them.
 */
export function keepForOffline(router: Router, base: string): void {
  if (!inBrowser || !import.meta.env.PROD || !('serviceWorker' in navigator)) return;

  /** Answered by workbox-routing, which fetches and keeps each address by its own routes. */
  const keep = async (urls: readonly string[]): Promise<void> => {
    const { active } = await navigator.serviceWorker.ready;
    active?.postMessage({ type: 'CACHE_URLS', payload: { urlsToCache: urls } });
  };
  /** Keeps the page that is shown, with the files that its HTML names: the router loads others in their place. */
  const keepPage = async (): Promise<void> => {
    const page = location.href.split('#')[0]!;
    await navigator.serviceWorker.ready;
    const answer = await fetch(page).catch(() => undefined);
    if (!answer?.ok) return;
    // The body names nothing that is kept, and to take a long one apart holds a phone up.
    const [head] = (await answer.text()).split('</head>', 1);
    const { head: parsed } = new DOMParser().parseFromString(head!, 'text/html');
    const links = parsed.querySelectorAll<HTMLLinkElement>(
      'link[rel~="stylesheet"], link[rel="icon"]',
    );
    const { scripts = '' } = parsed.querySelector<HTMLElement>('#start')?.dataset ?? {};
    const files = [...links].map(({ href }) => href).concat(scripts.split(' '));
    await keep([page, ...files]);
  };

  const register = (): void => {
    // Without one, as in a private window, the site works as before.
    navigator.serviceWorker.register(`${base}sw.js`).catch(() => {});
    const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
    void keep(loaded.filter((name) => name.startsWith(location.origin)));
  };
  if (document.readyState === 'complete') register();
  else window.addEventListener('load', register);
  afterEachPage(router, () => void keepPage());
}
