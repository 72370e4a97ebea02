import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

/** Builds the service worker to `sw.js` at the root of the site: it may act on what stands below its own path only. */
export function emitServiceWorker(): Plugin {
  let server = false;
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved({ build }) {
      server = Boolean(build.ssr);
    },
    buildStart() {
      if (server) return;
      const id = fileURLToPath(new URL('service-worker.ts', import.meta.url));
      this.emitFile({ type: 'chunk', id, fileName: 'sw.js' });
    },
  };
}
