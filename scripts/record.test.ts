import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findSnippet } from './catalog/catalog.ts';
import { describeMachine } from './nodes/machine.ts';
import { record } from './recording/recorder.ts';
import { parseCast } from './recording/recording.ts';
import { isRunning, start, temporaryTree } from './testing/commands.ts';
import { until } from './waiting/until.ts';

const cast = (folder: string, id: string): string => join(folder, 'recordings', `${id}.cast`);

test('records output, streams, measurements and machine; then has nothing to do', async (t) => {
  const tree = temporaryTree('good');
  t.after(tree.remove);
  const first = await start('record.ts', [], tree.folder).ended;
  assert.equal(first.code, 0, first.stderr);
  const { header, output, command } = parseCast(readFileSync(cast(tree.folder, 'good'), 'utf8'));
  assert.equal(command, 'npm run snippet good');
  assert.equal(header.exit, 0);
  assert.deepEqual(
    header.measurements.map(({ name, unit }) => [name, unit]),
    [['start-up', 'ms']],
  );
  const text = output.map((chunk) => chunk.text).join('');
  assert.ok(text.includes('{{ 6 * 7 }} <script>alert(1)</script>'));
  assert.deepEqual(
    output.filter(({ stream }) => stream === 'stderr').map((chunk) => chunk.text),
    ['a warning\n'],
  );
  const second = await start('record.ts', [], tree.folder).ended;
  assert.deepEqual([second.code, second.stdout], [0, 'Every recording is up to date.\n']);
});

test('a changed companion re-records exactly its snippet', async (t) => {
  const tree = temporaryTree('good', 'killed-parent');
  t.after(tree.remove);
  const companion = join(tree.folder, 'misbehaving', 'good.child.ts');
  writeFileSync(companion, '// one\n');
  writeFileSync(
    join(tree.folder, 'misbehaving', 'other.ts'),
    '/**\n * Nothing.\n * @zh 无。\n */\n',
  );
  assert.match(
    (await start('record.ts', ['good', 'other'], tree.folder).ended).stdout,
    /Recorded 2 snippets/,
  );
  const other = readFileSync(cast(tree.folder, 'other'), 'utf8');
  appendFileSync(companion, '// two\n');
  assert.match(
    (await start('record.ts', ['good', 'other'], tree.folder).ended).stdout,
    /Recorded 1 snippet\./,
  );
  assert.equal(readFileSync(cast(tree.folder, 'other'), 'utf8'), other);
});

test('a run that fails leaves the old recording as it was', async (t) => {
  const tree = temporaryTree('good');
  t.after(tree.remove);
  await start('record.ts', [], tree.folder).ended;
  const before = readFileSync(cast(tree.folder, 'good'), 'utf8');
  appendFileSync(join(tree.folder, 'misbehaving', 'good.ts'), "throw new Error('broken');\n");
  const { code, stderr } = await start('record.ts', [], tree.folder).ended;
  assert.equal(code, 1);
  assert.match(stderr, /good ended with 1; it must end with 0/);
  assert.equal(readFileSync(cast(tree.folder, 'good'), 'utf8'), before);
  assert.deepEqual(readdirSync(join(tree.folder, 'recordings')).sort(), [
    'good.cast',
    'good.trace.json',
  ]);
});

test('an interrupted run changes nothing and leaves nothing running', async (t) => {
  const tree = temporaryTree('forever');
  t.after(tree.remove);
  mkdirSync(join(tree.folder, 'recordings'));
  writeFileSync(cast(tree.folder, 'forever'), '{"recording":{"hash":"old"}}\n');
  const ready = join(tree.folder, 'ready');
  const run = start('record.ts', ['forever'], tree.folder);
  assert.ok(await until(() => existsSync(ready) && readFileSync(ready, 'utf8') !== ''));
  const pid = Number(readFileSync(ready, 'utf8'));
  process.kill(run.pid, 'SIGINT');
  const { code, stderr } = await run.ended;
  assert.equal(code, 130, stderr);
  assert.equal(isRunning(pid), false);
  assert.equal(
    readFileSync(cast(tree.folder, 'forever'), 'utf8'),
    '{"recording":{"hash":"old"}}\n',
  );
});

test('--check writes nothing, and shows what differs', async (t) => {
  const tree = temporaryTree('good');
  t.after(tree.remove);
  await start('record.ts', [], tree.folder).ended;
  const before = readFileSync(cast(tree.folder, 'good'), 'utf8');
  assert.equal((await start('record.ts', ['--check'], tree.folder).ended).code, 0);
  const file = join(tree.folder, 'misbehaving', 'good.ts');
  writeFileSync(file, readFileSync(file, 'utf8').replace("?? 'none'", "?? 'another'"));
  const { code, stderr } = await start('record.ts', ['--check'], tree.folder).ended;
  assert.equal(code, 1);
  assert.match(stderr, /^-argument: none\n\+argument: another$/m);
  assert.equal(readFileSync(cast(tree.folder, 'good'), 'utf8'), before);
});

test('what comes out as recorded only the second time is told, and passes', async (t) => {
  const tree = temporaryTree('good');
  t.after(tree.remove);
  await start('record.ts', [], tree.folder).ended;
  const file = join(tree.folder, 'misbehaving', 'good.ts');
  const once = `import { existsSync, writeFileSync } from 'node:fs';
const seen = new URL('./seen', import.meta.url);
if (!existsSync(seen)) {
  writeFileSync(seen, '');
  console.log('only now');
}
`;
  writeFileSync(file, readFileSync(file, 'utf8').replace(/(?<=\*\/\n)/, once));
  const { code, stdout } = await start('record.ts', ['--check'], tree.folder).ended;
  assert.equal(code, 0);
  assert.match(stdout, /^unsteady: good came out as recorded only when it was run again, alone$/m);
  assert.match(stdout, /^\+only now$/m);
});

test('an unknown id or option exits 2 with one sentence', async (t) => {
  const tree = temporaryTree('good');
  t.after(tree.remove);
  const id = await start('record.ts', ['goood'], tree.folder).ended;
  assert.deepEqual([id.code, id.stderr], [2, 'There is no snippet "goood". Did you mean good?\n']);
  assert.equal((await start('record.ts', ['--fast'], tree.folder).ended).code, 2);
});

for (const [id, message] of [
  ['forever', /forever did not end in 1 s: is a worker or a port still open\?/],
  ['ignores-signals', /ignores-signals did not end in 1 s: is a worker or a port still open\?/],
  ['loops', /loops did not end in 1 s, nor with twice that much processor time: does a loop never/],
  ['orphan', /orphan left 1 running/],
  ['leaves-file', /leaves-file left files in its temporary folder: left\.txt/],
  ['twice', /twice prints the measurement "start-up" twice/],
  ['floods', /floods printed more than 1 MB/],
  ['escapes', /escapes left (1 running|something running that still holds its output)/],
  ['throws-in-worker', /throws-in-worker ended with 1; it must end with 0/],
] as const) {
  test(`refuses ${id}`, async (t) => {
    const tree = temporaryTree(id);
    t.after(tree.remove);
    const machine = await describeMachine(process.execPath);
    const snippet = findSnippet(id, tree.folder)!;
    const hangs = ['forever', 'ignores-signals', 'loops'].includes(id);
    await assert.rejects(
      record(snippet, { node: process.execPath, machine, ...(hangs && { timeLimit: 1000 }) }),
      (error: Error & { output: string }) => {
        assert.match(error.message, message);
        const pid = Number(/child pid (\d+)/.exec(error.output)?.[1]);
        if (pid) assert.equal(isRunning(pid), false);
        return true;
      },
    );
    assert.equal(existsSync(cast(tree.folder, id)), false);
  });
}

test('what is only slow is not called hung', async (t) => {
  const tree = temporaryTree('slow');
  t.after(tree.remove);
  const snippet = findSnippet('slow', tree.folder)!;
  const machine = await describeMachine(process.execPath);
  const { header } = await record(snippet, { node: process.execPath, machine, timeLimit: 1000 });
  assert.ok(header.duration > 1000);
});

test('a snippet that declares its end by a signal may end so', async (t) => {
  const tree = temporaryTree('killed-parent');
  t.after(tree.remove);
  const snippet = findSnippet('killed-parent', tree.folder)!;
  const machine = await describeMachine(process.execPath);
  // It leaves its child behind on purpose, and that is still refused.
  await assert.rejects(record(snippet, { node: process.execPath, machine }), /left 1 running/);
});
