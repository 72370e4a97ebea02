import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { supportedVersions } from './nodes/versions.ts';
import { root } from './checkout/paths.ts';
import { isRunning, start, temporaryTree } from './testing/commands.ts';
import { until } from './waiting/until.ts';

// On this process's own Node: no other has to be fetched.
const major = process.versions.node.split('.')[0]!;
const header = '/**\n * A fixture.\n * @zh 测试用。\n */\n';

/** A snippet that prints something else on one of its runs, which it counts in a file. */
const failsOnRun = (
  run: number,
  counter: string,
): string => `${header}import { existsSync, readFileSync, writeFileSync } from 'node:fs';
const counter = ${JSON.stringify(counter)};
const runs = existsSync(counter) ? Number(readFileSync(counter, 'utf8')) + 1 : 1;
writeFileSync(counter, String(runs));
console.log(runs === ${run} ? 'odd' : 'even');
`;

/** Soaks one snippet with the given text. */
async function soak(
  t: { after: (fn: () => void) => void },
  id: string,
  text?: string,
  ...options: string[]
) {
  const tree = temporaryTree(...(text === undefined ? [id] : []));
  t.after(tree.remove);
  if (text !== undefined) writeFileSync(join(tree.folder, 'misbehaving', `${id}.ts`), text);
  return start('soak.ts', [id, major, '--times', '3', ...options], tree.folder, { NO_COLOR: '1' })
    .ended;
}

test('a good snippet passes ten runs in a row and two at once', async (t) => {
  const tree = temporaryTree('good');
  t.after(tree.remove);
  const { code, stdout, stderr } = await start('soak.ts', ['good', major], tree.folder).ended;
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
  const { code, stdout, stderr } = await soak(t, 'flaky', failsOnRun(3, counter));
  assert.equal(code, 1);
  assert.match(stdout, /^flaky +2 \+ 2$/m);
  assert.match(stderr, /flaky on Node [\d.]+, run 3: prints something else/);
  assert.match(stderr, /^-even\n\+odd$/m);
  assert.ok(existsSync(counter));
});

test('what measures never runs beside another', async (t) => {
  const text = `${header.replace(' */', ' * @measures\n */')}console.log('alone');\n`;
  const { code, stdout } = await soak(t, 'measuring', text);
  assert.equal(code, 0);
  assert.match(stdout, /^measuring +3$/m);
});

test(
  'a daemon that shed tag and group is found, by the mark of its run or by its port',
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
    // Where its mark cannot be taken off, the recorder finds it in each run, and ends it.
    if (/^daemon +0 \+ 0$/m.test(stdout)) {
      assert.match(stderr, /daemon on Node .*, run 1: daemon left /);
      return;
    }
    assert.match(stdout, /^daemon +3 \+ 2 \+ PORT LEFT$/m);
    const pids = [...stderr.matchAll(/pid (\d+) on port \d+ \(ended now\)/g)].map(([, pid]) =>
      Number(pid),
    );
    assert.equal(pids.length, 5);
    assert.deepEqual(pids.filter(isRunning), []);
  },
);

test('somebody else who listens, here too, is left alone', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  // It begins to listen while the snippet runs, in a process whose folder is the checkout.
  const script = `require('node:net').createServer().listen(0, '127.0.0.1', () => console.log('listens'))`;
  const { port } = server.address() as AddressInfo;
  const others: ChildProcess[] = [];
  t.after(() => others.forEach((other) => other.kill()));
  server.on('connection', async (socket) => {
    const other = spawn(process.execPath, ['-e', script], {
      cwd: root,
      env: {},
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    others.push(other);
    await once(other.stdout, 'data');
    socket.end();
  });
  const text = `${header}import { connect } from 'node:net';
import { once } from 'node:events';
await once(connect(${port}, '127.0.0.1').resume(), 'end');
`;
  const { code, stdout, stderr } = await soak(t, 'guest', text);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^guest +3 \+ 2$/m);
  assert.equal(others.length, 5);
  assert.ok(others.every(({ pid }) => isRunning(pid!)));
});

test('with --busy it counts what fails beside processes that burn time, tests too', async (t) => {
  const counter = join(tmpdir(), `soak-busy-counter-${process.pid}`);
  t.after(() => rmSync(counter, { force: true }));
  const cores = availableParallelism();
  const file = 'scripts/testing/test-files.test.ts';
  const { code, stdout, stderr } = await soak(t, 'flaky', failsOnRun(5, counter), '--busy', file);
  assert.equal(code, 1, stderr);
  const version = supportedVersions.find((candidate) => candidate.startsWith(`${major}.`))!;
  assert.match(
    stdout,
    new RegExp(`^ +${version} beside ${cores}  ${version} beside ${cores * 2}$`, 'm'),
  );
  assert.match(stdout, /^flaky +3 of 3 +2 of 3$/m);
  assert.match(stdout, /^scripts\/testing\/test-files\.test\.ts +3 of 3 +3 of 3$/m);
  assert.match(stderr, /^flaky, 1 of 3: prints something else\n[^]*^-even\n\+odd$/m);
  assert.match(stderr, /1 of 4 cells failed/);
});

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
  assert.ok(await until(() => existsSync(marker) && readFileSync(marker, 'utf8') !== ''));
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
