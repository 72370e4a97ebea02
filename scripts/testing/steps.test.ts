import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from '../checkout/paths.ts';
import type { Step } from './steps.ts';

/** Runs steps in a process of their own, since they print to its terminal. */
function run(...steps: Step[]) {
  const here = (name: string): string =>
    JSON.stringify(pathToFileURL(join(root, 'scripts', name)).href);
  const script = `import { main } from ${here('terminal/messages.ts')};
import { runSteps } from ${here('testing/steps.ts')};
await main(async () => (await runSteps(${JSON.stringify(steps)}, { folder: '.', node: process.execPath }), 0), '');`;
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
const file = (name) => require('node:path').join(require('node:os').tmpdir(), 'steps-${process.pid}-' + name);
process.on('exit', () => rmSync(file('${other}')));
console.log('${own} begins');
writeFileSync(file('${own}'), '');
const timer = setInterval(() => {
  if (!existsSync(file('${other}'))) return;
  clearInterval(timer);
  console.error('${own} ends');
}, 10);`,
  );

test('steps run side by side, and what each prints comes in one piece', () => {
  const { status, stdout, stderr } = run(inTurn('one', 'other'), inTurn('other', 'one'));
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^== one\none begins\none ends$/m);
  assert.match(stdout, /^== other\nother begins\nother ends$/m);
  assert.match(stdout, /\d\.\d s {2}one\n[^]*\d\.\d s {2}together\n$/);
});

test('a step that comes after another starts when that one has succeeded, whatever else still runs', () => {
  // "slow" ends only when "late" has begun, which comes after "quick".
  const { status, stdout, stderr } = run(
    inTurn('slow', 'late'),
    step('quick', 'console.log("first")'),
    { ...inTurn('late', 'slow'), after: ['quick'] },
  );
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^== quick\nfirst\n\n== late: starts$/m);
});

test('once one has failed none starts, those that run go on; what failed is named, with its code', () => {
  const { status, stdout, stderr } = run(
    step('good', 'setTimeout(() => console.log("whole"), 300)'),
    step('bad', 'console.log("why"); process.exitCode = 7'),
    { ...step('next', 'console.log("never")'), after: ['bad'] },
    { ...step('last', 'console.log("never")'), after: ['good'] },
  );
  assert.equal(status, 7);
  assert.match(stdout, /^== bad\nwhy$/m);
  assert.match(stdout, /^== good\nwhole$/m);
  assert.equal(stderr, '\nFailed: bad\n');
  assert.doesNotMatch(stdout, /never/);
});

test('an exit code that is allowed is no failure', () => {
  const lacks = { ...step('lacks', 'process.exitCode = 3'), allows: 3 };
  const { status, stdout } = run(lacks, {
    ...step('later', 'console.log("ran")'),
    after: ['lacks'],
  });
  assert.equal(status, 0);
  assert.match(stdout, /^ran$/m);
});

test('a step after one that does not come before it is a mistake of the list', () => {
  const { status, stderr } = run({ ...step('one', ''), after: ['two'] }, step('two', ''));
  assert.notEqual(status, 0);
  assert.match(stderr, /"one" comes after "two", which is no step before it/);
});

test('a step that is the only one has the terminal for itself', () => {
  const { stdout } = run(step('one', 'console.log("at once")'));
  assert.match(stdout, /^\n== one\nat once\n/);
});
