import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';
import { installLimit } from '../waiting/limits.ts';
import { UserError } from '../terminal/messages.ts';
import { root } from '../checkout/paths.ts';

/** Chromium without a window, its menus and its extensions: the same pages for less than half of the work. */
const shell = 'chromium-headless-shell';

const names = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'chrome'];

const usualPaths = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Ways to install a browser, the least intrusive first. */
const installs: { what: string; command: string; args: string[]; when: () => boolean }[] = [
  {
    what: "Playwright's Chromium",
    command: process.execPath,
    args: [join(root, 'node_modules/@playwright/test/cli.js'), 'install', 'chromium'],
    when: () => true,
  },
  {
    what: "Debian's Chromium",
    command: 'sh',
    args: [
      '-c',
      `apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq ${shell}`,
    ],
    when: () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get'),
  },
];

/**
 * Finds a Chrome or Chromium: `CHROME_PATH`, then the system's, then one that Playwright installed; where there
 * is none, installs one.
 *
 * @param first - What is taken where both are there: the shell without a window, or the browser that readers have.
 * @returns The path of its program.
 * @throws UserError where there is none and none could be installed.
 */
export function findBrowser(first: 'shell' | 'browser' = 'shell'): string {
  const installed = (): string | undefined => installedBrowser(first);
  const found = installed();
  if (found) return found;
  for (const { what, command, args, when } of installs) {
    if (!when()) continue;
    process.stderr.write(`No browser is installed; trying ${what}…\n`);
    spawnSync(command, args, { stdio: 'inherit', timeout: installLimit() });
    const now = installed();
    if (now) return now;
  }
  throw new UserError(
    'The browser tests need Chrome or Chromium: install one, or set CHROME_PATH to its program.',
  );
}

function installedBrowser(first: 'shell' | 'browser'): string | undefined {
  if (process.env.CHROME_PATH) return process.env.CHROME_PATH;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const onPath = (programs: readonly string[]): string[] =>
    folders.flatMap((folder) => programs.map((name) => join(folder, name)));
  const browsers = [...onPath(names), ...usualPaths, chromium.executablePath()];
  const shells = onPath([shell]);
  const inOrder = first === 'shell' ? [...shells, ...browsers] : [...browsers, ...shells];
  return inOrder.find(existsSync);
}

/** Switches that keep a Chromium quiet and let it run as root, as CI does. */
export const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
