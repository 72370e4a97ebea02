// npm run check: all that can be told in seconds, without a browser. Prints every problem, then fails.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { checkMyths } from './checks/myths.ts';
import { checkPages } from './checks/pages.ts';
import type { Problem } from './checks/problem.ts';
import { checkQuestions } from './checks/questions.ts';
import { checkReadme } from './checks/readme.ts';
import { checkRecordings } from './checks/recordings.ts';
import { checkSnippets } from './checks/snippets.ts';
import { count, main } from './messages.ts';
import { root } from './paths.ts';

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

await main(async () => {
  const running = tools.map(([what, bin, ...args]) => runTool(what, bin, args));

  const { problems, snippets } = checkSnippets();
  problems.push(
    ...checkRecordings(snippets),
    ...checkPages(snippets),
    ...checkQuestions(),
    ...checkMyths(),
    ...checkReadme(),
  );
  report(
    'snippets, recordings, pages, questions, README',
    problems.map(({ at, message }: Problem) => `${at}: ${message}`).join('\n'),
  );

  const failed = [problems.length > 0, ...(await Promise.all(running))].filter(Boolean).length;
  if (failed > 0) console.error(`\n${count(failed, 'check')} failed.`);
  return failed > 0 ? 1 : 0;
});

/** Runs a tool. @returns whether it found something. */
function runTool(what: string, bin: string, args: string[]): Promise<boolean> {
  const path = join(root, 'node_modules/.bin', process.platform === 'win32' ? `${bin}.cmd` : bin);
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

function report(what: string, problems: string): void {
  console.log(`${problems ? 'FAIL' : 'ok  '}  ${what}`);
  if (problems) console.error(problems.replace(/^/gm, '      '));
}
