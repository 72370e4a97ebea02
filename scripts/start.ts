// npm start: builds what changed and serves the site as it is hosted, with Run buttons that run. With --no-build (npm run preview) it serves what is there.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { siteRuns } from '../site/.vitepress/live.ts';
import { serveSite } from '../site/.vitepress/serve.ts';
import { base, dist } from '../site/.vitepress/settings.ts';
import { main, UserError } from './terminal/messages.ts';
import { buildSite, isStale } from './built-site/build.ts';

/** Tried first, so that a bookmark keeps working; any free port where it is taken. */
const usualPort = 4173;

const usage = `npm start, or npm run preview

npm start builds the site where something changed and serves it, with Run buttons that run. npm run preview serves
what npm run build left, as it will be hosted.`;

await main(async () => {
  const { values } = parseArgs({ options: { 'no-build': { type: 'boolean', default: false } } });
  const build = !values['no-build'];
  if (!build && !existsSync(dist))
    throw new UserError('There is no built site yet: run npm run build first.');
  if (build && isStale(dist)) await buildSite();

  // The preview shows the site as hosted: there nothing can be run.
  const live = build ? siteRuns() : undefined;
  const serve = (port: number) =>
    serveSite({ dist, base, port, ...(live && { handler: live.handler }) });
  const { url, close } = await serve(usualPort).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    return serve(0);
  });
  console.log(`\n  ${url}\n\n  Ctrl-C ends it.`);
  await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  await Promise.all([live?.close(), close()]);
  return 0;
}, usage);
