import type { Plugin } from 'vite';
import { liveRuns } from '../../scripts/live.ts';
import { base } from './settings.ts';

/** Lets Run buttons run while pages are written, as `npm start` does. */
export function liveRunsWhileWriting(): Plugin {
  return {
    name: 'live-runs',
    apply: 'serve',
    configureServer(server) {
      const live = liveRuns(base);
      server.middlewares.use((request, response, next) => {
        if (!live.handler(request, response)) next();
      });
      server.httpServer?.once('close', () => void live.close());
    },
  };
}
