import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { supportedVersions } from './nodes.ts';
import { isRunning, start, temporaryTree } from './testing.ts';

// On this process's own Node: no other has to be fetched.
const major = process.versions.node.split('.')[0]!;
const header = '/**\n * A fixture.\n * @zh 测试用。\n */\n';

/** Soaks one snippet with the given text. */
async function soak(t: { after: (fn: () => void) => void }, id: string, text?: string) {
  const tree = temporaryTree(...(text === undefined ? [id] : []));
  t.after(tree.remove);
  if (text !== undefined) writeFileSync(join(tree.folder, 'misbehaving', `${id}.ts`), text);
  return start('soak.ts', [id, major], tree.folder, { NO_COLOR: '1' }).ended;
}

test('a good snippet passes ten runs in a row and two at once', async (t) => {
  const { code, stdout, stderr } = await soak(t, 'good');
  assert.equal(code, 0, stderr);
  const version = supportedVersions.find((candidate) => candidate.startsWith(`${major}.`))!;
  assert.match(stdout, new RegExp(`^ +${version}$`, 'm'));
  assert.match(stdout, /^good +10 \+ 2$/m);
});

for (const [id, cell, why] of [
  ['leaves-file', '0 + 0', /left files in its temporary folder: left\.txt/],
  ['orphan', '0 + 0', /left 1 running/],
] as const) {
  test(`${id} fails`, async (t) => {
    const { code, stdout, stderr } = await soak(t, id);
    assert.equal(code, 1);
    assert.ok(stdout.includes(`${id}  ${cell}`), stdout);
    assert.match(stderr, why);
    assert.match(stderr, /1 of 1 cell failed/);
  });
}

test('a snippet that prints something else now and then fails, and the difference is shown', async (t) => {
  // Fails on its third run, and only there.
  const counter = join(tmpdir(), `soak-counter-${process.pid}`);
  t.after(() => rmSync(counter, { force: true }));
  const text = `${header}import { existsSync, readFileSync, writeFileSync } from 'node:fs';
const counter = ${JSON.stringify(counter)};
const runs = existsSync(counter) ? Number(readFileSync(counter, 'utf8')) + 1 : 1;
writeFileSync(counter, String(runs));
console.log(runs === 3 ? 'odd' : 'even');
`;
  const { code, stdout, stderr } = await soak(t, 'flaky', text);
  assert.equal(code, 1);
  assert.match(stdout, /^flaky +9 \+ 2$/m);
  assert.match(stderr, /flaky on Node [\d.]+, run 3: prints something else/);
  assert.match(stderr, /^-even\n\+odd$/m);
  assert.ok(existsSync(counter));
});

test('what measures never runs beside another', async (t) => {
  const text = `${header.replace(' */', ' * @measures\n */')}console.log('alone');\n`;
  const { code, stdout } = await soak(t, 'measuring', text);
  assert.equal(code, 0);
  assert.match(stdout, /^measuring +10$/m);
});

test(
  'a daemon that shed tag and group is found by its port',
  { skip: process.platform !== 'linux' },
  async (t) => {
    const daemon = `require('node:net').createServer().listen(0, '127.0.0.1', () => process.send('listens'))`;
    const text = `${header}import { spawn } from 'node:child_process';
import { once } from 'node:events';
const child = spawn(process.execPath, ['-e', ${JSON.stringify(daemon)}], {
  detached: true, env: {}, stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
});
await once(child, 'message');
child.disconnect();
child.unref();
`;
    const { code, stdout, stderr } = await soak(t, 'daemon', text);
    assert.equal(code, 1);
    assert.match(stdout, /^daemon +10 \+ 2 \+ PORT LEFT$/m);
    const pids = [...stderr.matchAll(/pid (\d+) on port \d+ \(ended now\)/g)].map(([, pid]) =>
      Number(pid),
    );
    assert.equal(pids.length, 12);
    assert.deepEqual(pids.filter(isRunning), []);
  },
);

test('interrupted, it ends what runs and says where it was', async (t) => {
  const tree = temporaryTree();
  t.after(tree.remove);
  const marker = join(tree.folder, 'pid');
  const text = `${header}import { writeFileSync } from 'node:fs';
writeFileSync(${JSON.stringify(marker)}, String(process.pid));
setInterval(() => {}, 1000);
`;
  writeFileSync(join(tree.folder, 'misbehaving', 'endless.ts'), text);
  const run = start('soak.ts', ['endless', major], tree.folder);
  while (!existsSync(marker) || readFileSync(marker, 'utf8') === '') await sleep(50);
  process.kill(run.pid, 'SIGINT');
  const { code, stderr } = await run.ended;
  assert.equal(code, 130, stderr);
  assert.match(stderr, /^Interrupted at endless on Node [\d.]+\.$/m);
  assert.equal(isRunning(Number(readFileSync(marker, 'utf8'))), false);
});

test('an unknown id or version exits 2 with one sentence', async (t) => {
  const tree = temporaryTree('good');
  t.after(tree.remove);
  const { code, stderr } = await start('soak.ts', ['goood'], tree.folder).ended;
  assert.deepEqual(
    [code, stderr],
    [2, 'There is no snippet or Node version "goood". Did you mean good?\n'],
  );
});
