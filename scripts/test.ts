// npm test: everything that CI runs, in order, up to the first step that fails.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { readCatalog } from './catalog.ts';
import { join } from 'node:path';
import { main, UserError } from './messages.ts';
import { missingNeeds } from './needs.ts';
import { root } from './paths.ts';
import { findTests } from './test-files.ts';

const register = ['--import', './scripts/register.mjs'];
// By itself Node leaves one core idle.
const tests = [...register, '--test', `--test-concurrency=${availableParallelism()}`];

await main(async () => {
  const { unitTests, siteTests } = findTests(root);
  tellSkips();

  // Under a path, as on GitHub Pages: what works there works at the root of a host.
  const site = {
    SITE_BASE: '/repo-name/',
    SITE_URL: 'https://example.org',
    SITE_OUT: join(root, 'site/.vitepress/cache/tested'),
  };
  const steps: [what: string, command: string[], settings?: Record<string, string>][] = [
    ['check', [...register, 'scripts/check.ts']],
    ['unit tests', [...tests, ...unitTests]],
    ['every snippet, compared with its recording', [...register, 'scripts/record.ts', '--check']],
    ['build', ['node_modules/vitepress/bin/vitepress.js', 'build', 'site'], site],
    ['the built site, in a browser', [...tests, ...siteTests], site],
  ];
  const times: string[] = [];
  for (const [what, command, settings] of steps) {
    console.log(`\n== ${what}`);
    const started = performance.now();
    const code = await run(command, settings);
    // A missing program was named above; with CI it has already failed.
    if (code !== 0 && !(code === 3 && what.startsWith('every snippet'))) {
      throw new UserError(`\nnpm test failed at: ${what}`, code);
    }
    times.push(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${what}`);
  }
  console.log(`\n${times.join('\n')}`);
  return 0;
});

/**
 * Says which snippets will be skipped, and the line that brings what they need.
 *
 * @throws UserError where CI is set: there nothing may be skipped.
 */
function tellSkips(): void {
  const lines = readCatalog().flatMap(({ id, needs }) =>
    missingNeeds(needs).map(({ name, mend }) => `skipping ${id}: it needs ${name}; ${mend}`),
  );
  if (lines.length === 0) return;
  console.log(lines.join('\n'));
  if (process.env.CI)
    throw new UserError('With CI set nothing may be skipped: install what is missing.');
}

function run(command: readonly string[], settings: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...settings },
    });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
