// The site's service worker: what was read once can be read offline. It keeps no page from being fresh: pages come from
// the network while there is one, and only files whose names change with their content come from the cache first.
/// <reference lib="webworker" />
import type { WorkboxPlugin } from 'workbox-core';
import { ExpirationPlugin } from 'workbox-expiration';
import { registerRoute, setCatchHandler } from 'workbox-routing';
import { CacheFirst, NetworkFirst, StaleWhileRevalidate } from 'workbox-strategies';

declare const self: ServiceWorkerGlobalScope;

/** Shown for a page that was never read, in both languages; the only file that is fetched ahead. */
const offlinePage = new URL('offline.html', self.registration.scope).href;
const offline = 'offline';

/** Seconds after which a slow network gives way to the copy. */
const patience = 4;

/** Only whole answers are kept: not a 404, not an opaque one. */
const onlyWhole = {
  cacheWillUpdate: ({ response }: { response: Response }) =>
    Promise.resolve(response.status === 200 ? response : null),
};

/** Drops the least used beyond a number of entries; each deploy leaves files under old names. */
const atMost = (maxEntries: number): WorkboxPlugin =>
  // Its type does not know exactOptionalPropertyTypes.
  new ExpirationPlugin({ maxEntries }) as WorkboxPlugin;

/** A page, also when its address comes in a message: only a browser's own requests say "navigate". */
const isPage = ({ pathname }: URL): boolean => !/\.\w+$/.test(pathname);

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(offline).then((cache) => cache.add(offlinePage)));
  // Nothing here depends on an older version: there is no list of files that could be out of date.
  void self.skipWaiting();
});
self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim());
  // A page is asked for while the worker itself is still starting.
  event.waitUntil(self.registration.navigationPreload.enable());
});

/** What `npm start` runs on this machine is no file. */
const isLive = ({ pathname }: URL): boolean => pathname.includes('/live/');

registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname.includes('/assets/'),
  new CacheFirst({
    cacheName: 'assets',
    plugins: [onlyWhole, atMost(600)],
  }),
);
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && !isLive(url) && isPage(url),
  new NetworkFirst({
    cacheName: 'pages',
    networkTimeoutSeconds: patience,
    plugins: [onlyWhole, atMost(200)],
  }),
);
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && !isLive(url),
  new StaleWhileRevalidate({
    cacheName: 'rest',
    plugins: [onlyWhole, atMost(600)],
  }),
);
setCatchHandler(async ({ request }) => {
  if (request.mode !== 'navigate') return Response.error();
  return (await caches.match(offlinePage)) ?? Response.error();
});
