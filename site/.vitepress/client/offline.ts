// Starts the service worker, which keeps what was read.
import { onceShown } from './page.ts';

/** Registers the service worker once the page is there, and tells it what was loaded before it ran. */
export function keepForOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  const register = async (): Promise<void> => {
    // From the second page on it sees each request itself.
    const isNew = serviceWorker.controller === null;
    await serviceWorker.register(`${import.meta.env.BASE_URL}sw.js`);
    if (!isNew) return;
    const { active } = await serviceWorker.ready;
    const loaded = performance
      .getEntriesByType('resource')
      .flatMap(({ name }) => (name.startsWith(location.origin) ? [name] : []));
    const page = location.href.split('#')[0]!;
    // Answered by workbox-routing, which fetches and keeps each address by its own routes.
    active?.postMessage({ type: 'CACHE_URLS', payload: { urlsToCache: [page, ...loaded] } });
  };
  // Without one, as in a private window, the site works as before.
  const start = (): void => void register().catch(() => {});
  onceShown(() => {
    if (document.readyState === 'complete') start();
    else window.addEventListener('load', start);
  });
}
