import { join } from 'node:path';
import type { Plugin } from 'vite';
import { root } from '../../scripts/checkout/paths.ts';
import { liveRuns, type LiveRuns } from '../../scripts/live/runs.ts';
import { outputLines } from './figures/output.ts';
import { base } from './settings.ts';
import { sharedScale, timelineHtml } from './timeline/index.ts';

/** The server's side of Run buttons, which draws as the pages of this site do. */
export const siteRuns = (below = base): LiveRuns =>
  liveRuns(below, {
    client: {
      'client.js': join(root, 'site/.vitepress/timeline/live-client.js'),
      'client.css': join(root, 'site/.vitepress/timeline/live-client.css'),
    },
    lines: (output) => outputLines(output),
    timeline: (trace, { language, form }, { run, address, beside }) =>
      timelineHtml(trace, language, form, {
        // In the trace of a run that measures stands the second one's name.
        recordedRun: run,
        traceAddress: below + address,
        ...(beside && { scale: sharedScale([trace, beside]), leastLanes: 1 }),
      }),
  });

/** Lets Run buttons run while pages are written, as `npm start` does. */
export function liveRunsWhileWriting(): Plugin {
  return {
    name: 'live-runs',
    apply: 'serve',
    configureServer(server) {
      const live = siteRuns();
      server.middlewares.use((request, response, next) => {
        if (!live.handler(request, response)) next();
      });
      server.httpServer?.once('close', () => void live.close());
    },
  };
}
