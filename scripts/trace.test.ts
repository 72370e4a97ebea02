import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isRunning, start } from './testing/commands.ts';
import { faultsOf } from './timeline/validate.ts';
import type { Trace } from './timeline/trace.ts';
import { until } from './waiting/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'own-program-'));
after(() => rmSync(folder, { recursive: true }));
const page = join(folder, 'page.html');

const pids: number[] = [];
/** Writes a program, and traces it as if that were typed in its folder. */
function trace(source: string, ...words: string[]) {
  writeFileSync(join(folder, 'program.mjs'), source);
  const started = start('trace.ts', words, folder, { INIT_CWD: folder, LANG: 'C' });
  pids.push(started.pid);
  return started;
}

/** Lanes by their labels, with how each ended. */
const lanesIn = ({ traceEvents }: Trace): Record<string, unknown> =>
  Object.fromEntries(
    traceEvents.flatMap((event) =>
      event.ph === 'X' && event.cat === 'lane' ? [[event.args.label, event.args.exit]] : [],
    ),
  );

test('a program does what it does alone, and leaves a page and a trace', async () => {
  const { code, stdout, stderr } = await trace(
    `import { Worker } from 'node:worker_threads';
     console.log(JSON.stringify(process.argv.slice(2)), process.execArgv.length);
     console.error('told');
     new Worker('process.exit(3)', { eval: true }).on('exit', () => process.exit(7));`,
    ...['--no-open', '--out', 'page.html', '--json', 'trace.json', './program.mjs'],
    ...['--out', 'mine', '--help', '--'],
  ).ended;
  assert.equal(code, 7);
  assert.equal(stdout, '["--out","mine","--help","--"] 0\n');
  assert.match(stderr, /^told\n/);
  assert.ok(stderr.includes(page));
  const found = JSON.parse(readFileSync(join(folder, 'trace.json'), 'utf8')) as Trace;
  assert.deepEqual(faultsOf(found), []);
  assert.deepEqual(lanesIn(found), { main: 7, 'worker 1 · thread': 3 });
  const html = readFileSync(page, 'utf8');
  for (const text of ['worker 1 · thread', 'exit 7', 'program.mjs --out mine --help --', 'told'])
    assert.ok(html.includes(text), text);
  assert.doesNotMatch(html, /(?:src|href)="(?!data:)/, 'it asks nobody for anything');
});

test('a command that starts Node is followed into it', async () => {
  const { code, stderr } = await trace(
    'process.exit(4)',
    ...[
      '--no-open',
      '--json',
      'trace.json',
      'sh',
      '-c',
      `'${process.execPath}' program.mjs; exit $?`,
    ],
  ).ended;
  assert.equal(code, 4, stderr);
  const found = JSON.parse(readFileSync(join(folder, 'trace.json'), 'utf8')) as Trace;
  assert.deepEqual(Object.values(lanesIn(found)), [4]);
  const path = stderr.match(/^\/.*\.html$/m)![0];
  assert.ok(existsSync(path));
  rmSync(path);
});

test('what cannot work is said in one sentence, before anything runs', async () => {
  rmSync(page, { force: true });
  const ran = join(folder, 'ran');
  const source = `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(ran)}, '')`;
  for (const [words, sentence] of [
    [[], /^Which program\? Use: npm run trace /],
    [['no-such-program'], /^There is no file and no command "no-such-program": give the path/],
    [['--out', 'no/page.html', 'program.mjs'], /^There is no folder .*\/no: make it first\.$/m],
    [['--out', '.', 'program.mjs'], /is a folder: name a file in it\.$/m],
    [['--fast', 'program.mjs'], /^Unknown option '--fast'\. Use: npm run trace /],
  ] as const) {
    const { code, stdout, stderr } = await trace(source, ...words).ended;
    assert.deepEqual([code, stdout, stderr.trimEnd().split('\n').length], [2, '', 1], stderr);
    assert.match(stderr, sentence);
  }
  assert.deepEqual([existsSync(ran), existsSync(page)], [false, false]);
});

test('a program that is killed in the middle has its past', async () => {
  const { code } = await trace(
    `import { fork } from 'node:child_process';
     if (process.argv[2] === 'child') process.on('message', () => {}).send('up');
     else fork(import.meta.filename, ['child']).on('message', () => process.kill(process.pid, 'SIGKILL'));`,
    ...['--no-open', '--out', 'page.html', '--json', 'trace.json', 'program.mjs'],
  ).ended;
  assert.equal(code, 128 + 9);
  const found = JSON.parse(readFileSync(join(folder, 'trace.json'), 'utf8')) as Trace;
  assert.deepEqual(faultsOf(found), []);
  const lanes = lanesIn(found);
  assert.deepEqual(Object.keys(lanes), ['main', 'child 1 · fork']);
  assert.equal(lanes.main, 'SIGKILL');
  assert.match(readFileSync(page, 'utf8'), /SIGKILL/);
});

test('Ctrl-C is the program’s own, a second one ends it, and either way there is a page', async () => {
  const stubborn = `process.on('SIGINT', () => console.log('heard'));
    console.log('up', process.pid); setInterval(() => {}, 1e6);`;
  for (const [source, presses, code] of [
    [stubborn.replace("console.log('heard')", 'process.exit(5)'), 1, 5],
    [stubborn, 2, 128 + 9],
  ] as const) {
    rmSync(page, { force: true });
    const running = trace(source, '--no-open', '--out', 'page.html', 'program.mjs');
    await running.shows('up');
    process.kill(running.pid, 'SIGINT');
    if (presses === 2) {
      await running.shows('heard');
      process.kill(running.pid, 'SIGINT');
    }
    assert.equal((await running.ended).code, code);
    assert.ok(existsSync(page));
  }
});

test('what it leaves behind is ended and told; what it prints without end is kept from its beginning', async () => {
  const { code, stdout, stderr } = await trace(
    `import { spawn } from 'node:child_process';
     const left = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
     left.unref();
     console.log(left.pid);
     process.stdout.write('x'.repeat(1_200_000));`,
    ...['--no-open', '--out', 'page.html', 'program.mjs'],
  ).ended;
  assert.equal(code, 0, stderr);
  const pid = Number(stdout.split('\n')[0]);
  assert.ok(pid > 0);
  await until(() => !isRunning(pid));
  assert.match(stderr, /^1 left running; ended now\.$/m);
  assert.equal(stdout.length, `${pid}\n`.length + 1_200_000, 'all of it is passed on');
  const html = readFileSync(page, 'utf8');
  assert.match(html, /One process outlived it and was ended\./);
  assert.match(html, /20000\d more characters were printed and are not kept\./);
});

test('nothing of a run stays in the folder for temporary files', () => {
  const own = new RegExp(`^snippet-run-(?:${pids.join('|')})-`);
  assert.deepEqual(
    readdirSync(tmpdir()).filter((name) => own.test(name)),
    [],
  );
});
