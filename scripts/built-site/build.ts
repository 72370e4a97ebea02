import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../checkout/paths.ts';
import { UserError } from '../terminal/messages.ts';

/** All that the built site is made from. */
const inputs = ['site', 'snippets', 'diagrams', 'scripts', 'package-lock.json'];

/** What Node is given to build the site. */
export const buildCommand: [file: string, ...args: string[]] = [
  'node_modules/vitepress/bin/vitepress.js',
  'build',
  'site',
];

/**
 * Builds the site.
 *
 * @param settings - Variables that say how.
 * @param isQuiet - Whether only problems are told.
 * @throws UserError where the build fails.
 */
export async function buildSite(
  settings: Record<string, string> = {},
  isQuiet = false,
): Promise<void> {
  const child = spawn(process.execPath, buildCommand, {
    cwd: root,
    env: { ...process.env, ...settings },
    stdio: isQuiet ? ['ignore', 'ignore', 'inherit'] : 'inherit',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new UserError('The build failed; its message is above.');
}

/** Whether something that the site is made from changed since it was built into a folder. */
export const isStale = (dist: string): boolean => newest(inputs, dist) > newest([dist], dist);

/** The time of the newest file in some files and folders, 0 where there is none; what builds write is left out. */
function newest(paths: readonly string[], dist: string): number {
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
