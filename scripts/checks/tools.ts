import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../checkout/paths.ts';

/** A tool of node_modules/.bin and what it is asked. */
const tools: [what: string, bin: string, ...args: string[]][] = [
  ['types of scripts and snippets', 'tsc', '-p', '.'],
  ['types of the site', 'vue-tsc', '-p', 'site', '--noEmit'],
  ['lint', 'eslint', '.', '--max-warnings=0', '--cache', '--cache-location', '.cache/eslint'],
  [
    'format',
    'prettier',
    '.',
    '--check',
    '--log-level=warn',
    '--cache',
    '--cache-location',
    '.cache/prettier',
  ],
];

/** Runs all tools side by side. @returns for each whether it found something. */
export const runTools = (): Promise<boolean[]> =>
  Promise.all(tools.map(([what, bin, ...args]) => runTool(what, bin, args)));

function runTool(what: string, bin: string, args: string[]): Promise<boolean> {
  const tool = join(root, 'node_modules/.bin', bin);
  // What is there on Windows needs a shell, which splits paths at spaces.
  const path = process.platform === 'win32' ? `"${tool}.cmd"` : tool;
  return new Promise((resolve) => {
    execFile(
      path,
      args,
      { cwd: root, maxBuffer: 2 ** 26, shell: process.platform === 'win32' },
      (error, stdout, stderr) => {
        report(what, error ? `${stdout}${stderr}`.trim() || String(error) : '');
        resolve(error !== null);
      },
    );
  });
}

/** Tells what a check found; an empty text is nothing. */
export function report(what: string, problems: string): void {
  console.log(`${problems ? 'FAIL' : 'ok  '}  ${what}`);
  if (problems) console.error(problems.replace(/^/gm, '      '));
}
