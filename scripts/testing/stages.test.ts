import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from '../checkout/paths.ts';
import type { Step } from './stages.ts';

/** Runs stages in a process of their own, since they print to its terminal. */
function run(...stages: Step[][]) {
  const here = (name: string): string =>
    JSON.stringify(pathToFileURL(join(root, 'scripts', name)).href);
  const script = `import { main } from ${here('terminal/messages.ts')};
import { runStages } from ${here('testing/stages.ts')};
await main(async () => (await runStages(${JSON.stringify(stages)}, { folder: '.', node: process.execPath }), 0), '');`;
  return spawnSync(
    process.execPath,
    ['--import', './scripts/register.mjs', '--input-type=module', '--eval', script],
    { cwd: root, encoding: 'utf8' },
  );
}

const step = (what: string, script: string): Step => ({ what, command: ['-e', script] });

/** Prints two lines, the second when the other one of the pair has printed its first. */
const inTurn = (own: string, other: string): Step =>
  step(
    own,
    `const { existsSync, writeFileSync, rmSync } = require('node:fs');
const file = (name) => require('node:path').join(require('node:os').tmpdir(), 'stages-${process.pid}-' + name);
process.on('exit', () => rmSync(file('${other}')));
console.log('${own} begins');
writeFileSync(file('${own}'), '');
const timer = setInterval(() => {
  if (!existsSync(file('${other}'))) return;
  clearInterval(timer);
  console.error('${own} ends');
}, 10);`,
  );

test('steps of a stage run side by side, and what each prints comes in one piece', () => {
  const { status, stdout, stderr } = run(
    [inTurn('one', 'other'), inTurn('other', 'one')],
    [step('last', 'console.log("at last")')],
  );
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^== one\none begins\none ends$/m);
  assert.match(stdout, /^== other\nother begins\nother ends$/m);
  assert.match(
    stdout,
    /ends\n\n== last\nat last\n[^]*\d\.\d s {2}last\n +\d+\.\d s {2}together\n$/,
  );
});

test('after a stage in which something failed nothing runs; what failed is named, with its code', () => {
  const { status, stdout, stderr } = run(
    [step('good', ''), step('bad', 'console.log("why"); process.exitCode = 7')],
    [step('later', 'console.log("never")')],
  );
  assert.equal(status, 7);
  assert.match(stdout, /^== bad\nwhy$/m);
  assert.equal(stderr, '\nFailed: bad\n');
  assert.doesNotMatch(stdout, /never/);
});

test('an exit code that is allowed is no failure', () => {
  const lacks = { ...step('lacks', 'process.exitCode = 3'), allows: 3 };
  assert.equal(run([lacks], [step('later', '')]).status, 0);
});
