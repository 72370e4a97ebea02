// npm test: everything that CI runs, in order, up to the first step that fails.
import { spawn } from 'node:child_process';
import { readCatalog } from './catalog.ts';
import { main, UserError } from './messages.ts';
import { missingNeeds } from './needs.ts';
import { root } from './paths.ts';
import { findTests } from './test-files.ts';

const register = ['--import', './scripts/register.mjs'];

await main(async () => {
  const { unitTests, browserTests } = findTests(root);
  tellSkips();

  const steps: [what: string, command: string[]][] = [
    ['check', [...register, 'scripts/check.ts']],
    ['unit tests', [...register, '--test', ...unitTests]],
    ['every snippet, compared with its recording', [...register, 'scripts/record.ts', '--check']],
    ['build', ['node_modules/vitepress/bin/vitepress.js', 'build', 'site']],
    ['browser tests', [...register, '--test', ...browserTests]],
  ];
  const times: string[] = [];
  for (const [what, command] of steps) {
    console.log(`\n== ${what}`);
    const started = performance.now();
    const code = await run(command);
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

function run(command: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, { cwd: root, stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
