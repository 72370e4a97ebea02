import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { isRunning, start, temporaryTree } from './testing/commands.ts';
import { until } from './waiting/until.ts';

const childPid = (stdout: string): number => Number(/child pid (\d+)/.exec(stdout)?.[1]);

test('passes on output, arguments and exit code, and adds nothing to stdout', async (t) => {
  const tree = temporaryTree('good', 'fails');
  t.after(tree.remove);
  const good = await start('snippet.ts', ['good', 'hello'], tree.folder).ended;
  assert.equal(good.code, 0);
  assert.match(
    stripVTControlCharacters(good.stdout),
    /^green.*\nargument: hello\nstart-up: [\d.]+ ms\n$/,
  );
  assert.equal(good.stderr, 'a warning\n');
  const fails = await start('snippet.ts', ['fails'], tree.folder).ended;
  assert.deepEqual(fails, { code: 1, stdout: 'to stdout\n', stderr: 'to stderr\n' });
});

test('lists snippets by topic with their summaries', async (t) => {
  const tree = temporaryTree('good', 'fails');
  t.after(tree.remove);
  const { stdout, code } = await start('snippet.ts', [], tree.folder, { LANG: 'C', LC_ALL: 'C' })
    .ended;
  assert.equal(code, 0);
  assert.equal(
    stdout,
    'misbehaving\n  fails  Writes to both streams and exits 1.\n  good   Behaves: both streams, a colour, a measurement, an argument.\n',
  );
});

test('an unknown id exits 2 and names the nearest', async (t) => {
  const tree = temporaryTree('good', 'fails', 'forever');
  t.after(tree.remove);
  const { code, stdout, stderr } = await start('snippet.ts', ['forevr'], tree.folder).ended;
  assert.equal(code, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /^There is no snippet "forevr"\. Did you mean forever\? .*\n$/);
});

test('a missing need exits 3 with the line that mends it', async (t) => {
  const tree = temporaryTree('good');
  t.after(tree.remove);
  const file = join(tree.folder, 'misbehaving', 'good.ts');
  writeFileSync(file, readFileSync(file, 'utf8').replace(' */', ' * @needs redis-server\n */'));
  const path = mkdtempSync(join(tmpdir(), 'path-'));
  t.after(() => rmSync(path, { recursive: true }));
  symlinkSync(process.execPath, join(path, 'node'));
  const { code, stderr } = await start('snippet.ts', ['good'], tree.folder, {
    PATH: path,
    REDIS_URL: '',
  }).ended;
  assert.equal(code, 3);
  assert.match(stderr, /^good needs redis-server: .*install.*redis.*REDIS_URL.*\n$/);
});

test('SIGINT reaches the snippet, and its signal becomes the exit code', async (t) => {
  const tree = temporaryTree('forever');
  t.after(tree.remove);
  const run = start('snippet.ts', ['forever'], tree.folder);
  await run.shows('ready');
  process.kill(run.pid, 'SIGINT');
  assert.equal((await run.ended).code, 130);
});

test('a second signal ends what ignores the first', async (t) => {
  const tree = temporaryTree('ignores-signals');
  t.after(tree.remove);
  const run = start('snippet.ts', ['ignores-signals'], tree.folder);
  await run.shows('ready');
  process.kill(run.pid, 'SIGTERM');
  await run.shows('ignored SIGTERM');
  process.kill(run.pid, 'SIGTERM');
  assert.equal((await run.ended).code, 137);
});

test('nothing outlives the runner itself when it is killed', async (t) => {
  const tree = temporaryTree('forever');
  t.after(tree.remove);
  const run = start('snippet.ts', ['forever'], tree.folder);
  await run.shows('own pid');
  const pid = Number(/own pid (\d+)/.exec(run.stdout())?.[1]);
  assert.ok(isRunning(pid));
  process.kill(run.pid, 'SIGKILL');
  await run.ended;
  assert.ok(await until(() => !isRunning(pid)), 'the snippet runs on');
});

for (const [id, code] of [
  ['orphan', 0],
  ['killed-parent', 137],
] as const) {
  test(`nothing outlives ${id}`, async (t) => {
    const tree = temporaryTree(id);
    t.after(tree.remove);
    const end = await start('snippet.ts', [id], tree.folder).ended;
    assert.equal(end.code, code);
    assert.ok(childPid(end.stdout) > 0);
    assert.equal(isRunning(childPid(end.stdout)), false);
    assert.match(end.stderr, /left 1 running/);
  });
}

test('a topic runs with a line of verdict each', async (t) => {
  const tree = temporaryTree('good', 'fails', 'throws-in-worker');
  t.after(tree.remove);
  const { code, stdout } = await start('snippet.ts', ['misbehaving'], tree.folder).ended;
  assert.equal(code, 1);
  assert.match(stdout, /^FAIL {2}fails {2}\d+ ms {2}exit 1$/m);
  assert.match(stdout, /^ok {4}good {2}\d+ ms$/m);
  assert.match(stdout, /^FAIL {2}throws-in-worker {2}\d+ ms {2}exit 1$/m);
  assert.match(stdout, /from the worker/);
});
