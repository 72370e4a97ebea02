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

const id = 'ring-buffer';
const folder = mkdtempSync(join(tmpdir(), 'own-exercises-'));
const own = join(folder, `${id}.ts`);
after(() => rmSync(folder, { recursive: true }));
beforeEach(() => rmSync(own, { force: true }));

const exercise = (...words: string[]) =>
  start('exercise.ts', words, folder, { EXERCISES_FOLDER: folder, LANG: 'C', NO_COLOR: '1' });
const naive = fileOf(id, 'solution').replace('solution', 'naive-view');
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
  copyFileSync(naive, own);
  const second = await exercise(id).ended;
  assert.equal(second.code, 1);
  assert.equal(readFileSync(own, 'utf8'), readFileSync(naive, 'utf8'));
  assert.match(second.stdout, /^held {4}queue /m);
  assert.match(second.stdout, /^BROKEN {2}copies .*\n {4}1\. /m);
  assert.match(second.stdout, /^ {4}expected: .+\n {4}happened: .+\n {4}timeline: /m);
  assert.match(
    second.stdout,
    new RegExp(`^\\d of ${demands.length} demands hold; left: copies`, 'm'),
  );
  assert.ok(existsSync(join(folder, `${id}-copies.html`)), 'the timeline of that attack');
});

test('an exercise whose judge needs a program says how to get it, and judges nothing', async () => {
  const needy = join(folder, 'shared-counter.ts');
  copyFileSync(fileOf('shared-counter', 'solution'), needy);
  // REDIS_URL is no help: its judge ends and starts a server of its own.
  const judging = start('exercise.ts', ['shared-counter'], folder, {
    EXERCISES_FOLDER: folder,
    PATH: folder,
    REDIS_URL: 'redis://127.0.0.1:1',
  });
  const { code, stdout, stderr } = await judging.ended;
  assert.deepEqual([code, stdout], [3, '']);
  assert.match(stderr, /^shared-counter needs redis-server: .*install.*[^)]\n$/);
  const { stdout: list } = await exercise().ended;
  assert.match(list, /^shared-counter .*\[needs redis-server\] \(begun\)$/m);
  rmSync(needy);
});

test('hints come one after the other, and the difference to ours on demand', async () => {
  for (const n of [1, 2, 3, 3]) {
    const hint = await exercise(id, '--hint').ended;
    assert.equal(hint.stdout, `Hint ${n} of 3: ${hints[n - 1]!.en}\n`);
  }
  writeFileSync(own, `${readFileSync(fileOf(id, 'solution'), 'utf8')}// mine\n`);
  const difference = await exercise(id, '--solution').ended;
  assert.equal(difference.code, 0);
  assert.match(difference.stdout, /^-\/\/ mine$/m);
});

test('--watch judges at each save, until Ctrl-C', async () => {
  copyFileSync(naive, own);
  const watching = exercise(id, '--watch');
  await watching.shows('demands hold; left:');
  await watching.shows('to have it judged again');
  copyFileSync(fileOf(id, 'solution'), own);
  await watching.shows(`All ${demands.length} demands hold.`);
  process.kill(watching.pid, 'SIGINT');
  assert.equal((await watching.ended).code, 130);
});
