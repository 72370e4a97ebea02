import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { fileOf, readExercise } from './exercises/catalog.ts';
import { start } from './testing/commands.ts';

const id = 'thread-pool';
const folder = mkdtempSync(join(tmpdir(), 'own-exercises-'));
const own = join(folder, `${id}.ts`);
after(() => rmSync(folder, { recursive: true }));
beforeEach(() => rmSync(own, { force: true }));

const exercise = (...words: string[]) =>
  start('exercise.ts', words, folder, { EXERCISES_FOLDER: folder, LANG: 'C', NO_COLOR: '1' });
const naive = (name: string): string => fileOf(id, 'solution').replace('solution', name);
const { demands, hints } = readExercise(id);

test('exercises are listed, and what is not one is told with what comes near', async () => {
  const { code, stdout } = await exercise().ended;
  assert.equal(code, 0);
  assert.match(stdout, /^thread-pool +A pool of threads, about 45 minutes$/m);
  const wrong = await exercise('thread-poll').ended;
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /^There is no exercise "thread-poll"\. Did you mean thread-pool/);
});

test('the first call brings the skeleton, and no later one writes over what is there', async () => {
  const first = await exercise(id).ended;
  assert.equal(first.code, 0, first.stderr);
  assert.equal(readFileSync(own, 'utf8'), readFileSync(fileOf(id, 'skeleton'), 'utf8'));
  for (const { id: demand, says } of demands)
    assert.ok(first.stdout.includes(`- ${demand}: ${says.en}`));
  copyFileSync(naive('naive-thread-per-task'), own);
  const second = await exercise(id).ended;
  assert.equal(second.code, 1);
  assert.equal(readFileSync(own, 'utf8'), readFileSync(naive('naive-thread-per-task'), 'utf8'));
  assert.match(second.stdout, /^BROKEN {2}size /m);
  assert.match(second.stdout, /^ {4}1\. createPool\(module, 3\)\n {4}2\. run\(/m);
  assert.match(second.stdout, /^ {4}happened: 7 threads are alive$/m);
  assert.match(second.stdout, /^\d of 7 demands hold; left: size/m);
  assert.ok(existsSync(join(folder, `${id}-size.html`)), 'the timeline of that attack');
});

test('a solution that holds ends with 0; hints come one after the other, and the difference on demand', async () => {
  copyFileSync(fileOf(id, 'solution'), own);
  const { code, stdout } = await exercise(id).ended;
  assert.equal(code, 0, stdout);
  assert.match(stdout, /^All 7 demands hold\.$/m);
  for (const n of [1, 2, 3, 3]) {
    const hint = await exercise(id, '--hint').ended;
    assert.equal(hint.stdout, `Hint ${n} of 3: ${hints[n - 1]!.en}\n`);
  }
  writeFileSync(own, `${readFileSync(own, 'utf8')}// mine\n`);
  const difference = await exercise(id, '--solution').ended;
  assert.equal(difference.code, 0);
  assert.match(difference.stdout, /^-\/\/ mine$/m);
});

test('--watch judges at each save, until Ctrl-C', async () => {
  copyFileSync(naive('naive-thread-per-task'), own);
  const watching = exercise(id, '--watch');
  await watching.shows('demands hold; left:');
  await watching.shows('to have it judged again');
  copyFileSync(fileOf(id, 'solution'), own);
  await watching.shows('All 7 demands hold.');
  process.kill(watching.pid, 'SIGINT');
  assert.equal((await watching.ended).code, 130);
});
