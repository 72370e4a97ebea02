// npm start: builds what changed and serves the site as it is hosted, with Run buttons that run. With --no-build (npm run preview) it serves what is there.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serveSite } from '../site/.vitepress/serve.ts';
import { base, dist } from '../site/.vitepress/settings.ts';
import { liveRuns } from './live.ts';
import { main, UserError } from './messages.ts';
import { root } from './paths.ts';

/** All that the built site is made from. */
const inputs = ['site', 'snippets', 'diagrams', 'scripts', 'package-lock.json'];

/** Tried first, so that a bookmark keeps working; any free port where it is taken. */
const usualPort = 4173;

await main(async () => {
  const { values } = parseArgs({ options: { 'no-build': { type: 'boolean', default: false } } });
  const build = !values['no-build'];
  if (!build && !existsSync(dist))
    throw new UserError('There is no built site yet: run npm run build first.');
  if (build && newest(inputs) > newest([dist])) await buildSite();

  // The preview shows the site as hosted: there nothing can be run.
  const live = build ? liveRuns(base) : undefined;
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
}, 'npm start, or npm run preview');

/** The time of the newest file in some files and folders, 0 where there is none; what builds write is left out. */
function newest(paths: readonly string[]): number {
  const files = paths.flatMap((path) => {
    const whole = join(root, path.replace(root, ''));
    if (!existsSync(whole)) return [];
    if (!statSync(whole).isDirectory()) return [whole];
    return readdirSync(whole, { recursive: true, encoding: 'utf8' })
      .filter((name) => whole === dist || !/\.vitepress[\\/](cache|dist)/.test(name))
      .map((name) => join(whole, name));
  });
  return Math.max(0, ...files.map((file) => statSync(file).mtimeMs));
}

function buildSite(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ['node_modules/vitepress/bin/vitepress.js', 'build', 'site'],
      { cwd: root, stdio: 'inherit' },
    );
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new UserError('The build failed; its message is above.')),
    );
  });
}
