import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { findSnippet, readCatalog } from './catalog.ts';
import { hashOf, importedPackages } from './hash.ts';
import { missingNeeds } from './needs.ts';
import { whyNoNumber, whyNotTaken } from './takes.ts';

/** A tree of snippets of its own, from file names and texts. */
function tree(t: TestContext, files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'catalog-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const header = (tags = ''): string =>
  `/**\n * Says hello. And more.\n *\n * @zh 打个招呼。\n${tags} */\n`;

test('reads a header, and companions by name', (t) => {
  const folder = tree(t, {
    'topic/hello.ts': header(
      ' * @needs redis-server, sh\n * @order free\n * @exits SIGKILL\n * @measures\n' +
        ' * @takes 1..8 4 busy threads / 忙碌的线程\n * @takes 0..65535 1 seed / 随机种子\n',
    ),
    'topic/hello.worker.ts': '',
    'topic/hello-again.ts': header(),
    'topic/hello.test.ts': '',
  });
  const [again, hello] = readCatalog(folder);
  assert.equal(again?.id, 'hello-again');
  assert.deepEqual(again?.companions, []);
  assert.deepEqual(hello, {
    id: 'hello',
    topic: 'topic',
    file: join(folder, 'topic/hello.ts'),
    companions: [join(folder, 'topic/hello.worker.ts')],
    summary: { en: 'Says hello.', zh: '打个招呼。' },
    needs: ['redis-server', 'sh'],
    orderFree: true,
    exits: 'SIGKILL',
    measures: true,
    recordedWith: [],
    takes: [
      { label: { en: 'busy threads', zh: '忙碌的线程' }, from: 1, to: 8, usual: 4 },
      { label: { en: 'seed', zh: '随机种子' }, from: 0, to: 65535, usual: 1 },
    ],
  });
});

for (const [what, text, message] of [
  ['has no header', 'console.log(1);', /begin the file with a/],
  ['has no Chinese summary', '/**\n * Hello.\n */', /add the Chinese summary/],
  [
    'has an unknown tag',
    header(' * @slow\n'),
    /unknown tag @slow \(there are: @zh, @needs, @uses, @order, @exits, @measures, @arguments, @takes\)/,
  ],
  ['declares a wrong end', header(' * @exits badly\n'), /@exits takes an exit code or a signal/],
  ['takes what has no label', header(' * @takes 1..8 4\n'), /@takes wants .* not "1\.\.8 4"/],
  ['takes what has one label', header(' * @takes 1..8 4 threads\n'), /a label in both languages/],
  ['takes no whole numbers', header(' * @takes 0.5..8 4 s / 秒\n'), /@takes wants limits/],
  ['takes nothing between', header(' * @takes 8..1 4 n / 数\n'), /8\.\.1: the first limit is the/],
  ['takes too much', header(` * @takes 1..${'9'.repeat(20)} 4 n / 数\n`), /limit is too large/],
  ['takes an unusual number', header(' * @takes 1..8 9 n / 数\n'), /outside of its own limits/],
] as const) {
  test(`refuses a file that ${what}`, (t) => {
    const folder = tree(t, { 'topic/hello.ts': text });
    assert.throws(() => readCatalog(folder), message);
  });
}

test('refuses one id twice', (t) => {
  const folder = tree(t, { 'a/hello.ts': header(), 'b/hello.ts': header() });
  assert.throws(() => readCatalog(folder), /the id hello is taken by/);
});

test('the hash covers companions and nothing else', (t) => {
  const folder = tree(t, {
    'a/hello.ts': header(),
    'a/hello.worker.ts': '1',
    'a/other.ts': header(),
  });
  const hash = (): string => hashOf(findSnippet('hello', folder)!);
  const first = hash();
  writeFileSync(join(folder, 'a/other.ts'), `${header()}// changed`);
  assert.equal(hash(), first);
  writeFileSync(join(folder, 'a/hello.worker.ts'), '2');
  assert.notEqual(hash(), first);
});

test('what is offered to readers makes no recording stale', (t) => {
  const folder = tree(t, { 'a/hello.ts': header() });
  const hash = (): string => hashOf(findSnippet('hello', folder)!);
  const first = hash();
  writeFileSync(join(folder, 'a/hello.ts'), header(' * @takes 1..8 4 threads / 线程数\n'));
  assert.equal(hash(), first);
  writeFileSync(join(folder, 'a/hello.ts'), header(' * @order free\n'));
  assert.notEqual(hash(), first);
});

test('where it runs makes no recording stale, what it needs there does', (t) => {
  const folder = tree(t, { 'a/hello.ts': header() });
  const hashWith = (tag: string): string => {
    writeFileSync(join(folder, 'a/hello.ts'), header(tag));
    return hashOf(findSnippet('hello', folder)!);
  };
  assert.equal(hashWith(' * @needs posix\n'), hashWith(''));
  assert.equal(hashWith(' * @needs sh, posix\n'), hashWith(' * @needs sh\n'));
  assert.equal(hashWith(' * @needs posix, sh\n'), hashWith(' * @needs sh\n'));
  assert.notEqual(hashWith(' * @needs sh\n'), hashWith(''));
});

for (const [platform, missing] of [
  ['linux', []],
  ['darwin', ['linux']],
  ['win32', ['posix', 'linux']],
] as const)
  test(`on ${platform} a snippet lacks ${missing.join(' and ') || 'no system'}, and is told where to run`, (t) => {
    const { platform: own } = process;
    t.after(() => Object.defineProperty(process, 'platform', { value: own }));
    Object.defineProperty(process, 'platform', { value: platform });
    const lacks = missingNeeds(['posix', 'linux']);
    assert.deepEqual(
      lacks.map(({ name }) => name),
      missing,
    );
    for (const { mend } of lacks) assert.match(mend, /^run it on Linux/);
  });

const offered = {
  id: 'hello',
  takes: [
    { label: { en: 'threads', zh: '线程数' }, from: 1, to: 8, usual: 4 },
    { label: { en: 'seed', zh: '随机种子' }, from: 0, to: 9, usual: 1 },
  ],
};

for (const values of [[], [1, 0], [8, 9], [2.0, -0]])
  test(`${JSON.stringify(values)} may be given`, () =>
    assert.equal(whyNotTaken(offered, values, 'en'), undefined));

for (const [what, values, message] of [
  ['too few', [4], 'hello takes 2 numbers: give all of them or none.'],
  ['too many', [4, 1, 1], 'hello takes 2 numbers: give all of them or none.'],
  ['too little', [0, 1], 'threads: give a whole number from 1 to 8.'],
  ['too much', [4, 10], 'seed: give a whole number from 0 to 9.'],
  ['less than nothing', [4, -1], 'seed: give a whole number from 0 to 9.'],
  ['a fraction', [4.5, 1], 'threads: give a whole number from 1 to 8.'],
  ['what is beyond numbers', [Infinity, 1], 'threads: give a whole number from 1 to 8.'],
  ['NaN', [4, NaN], 'seed: give a whole number from 0 to 9.'],
  ['text', ['4', 1], 'threads: give a whole number from 1 to 8.'],
  ['an option of Node', ['--eval', 1], 'threads: give a whole number from 1 to 8.'],
  ['a list', [[4], 1], 'threads: give a whole number from 1 to 8.'],
  ['nothing', [4, null], 'seed: give a whole number from 0 to 9.'],
] as const)
  test(`${what} must not be given`, () =>
    assert.equal(whyNotTaken(offered, values, 'en'), message));

test('what must not be given is told in both languages', () => {
  assert.equal(whyNotTaken(offered, [0, 1], 'zh'), '线程数：请填 1 到 8 之间的整数。');
  assert.equal(whyNotTaken({ id: 'hello', takes: [] }, [1], 'en'), 'hello takes no numbers.');
});

test('finds imported packages in the syntax, and no built-in among them', () => {
  const source = `import { Worker } from 'node:worker_threads';
import Piscina from 'piscina';
import type io from '@pm2/io/x';
import { setTimeout } from 'timers/promises';
import * as fs from 'fs';
const m = await import('express');
const { join } = require('path');
const old = require('sharp');
import './own.ts';
console.log("answers from 'worker 1'", \`import 'nothing'\`); // import x from 'nowhere'
spawn(node, ['--import', 'x']);`;
  assert.deepEqual(importedPackages(source), ['@pm2/io', 'express', 'piscina', 'sharp']);
});

test('a package that is not there is told in a sentence', (t) => {
  const folder = tree(t, { 'topic/hello.ts': `${header()}import 'no-such-package-here';` });
  assert.throws(
    () => hashOf(findSnippet('hello', folder)!),
    /hello\.ts: imports no-such-package-here, which is not installed: npm install/,
  );
});

for (const [what, name, message] of [
  [
    'name that is no id',
    'topic/Bad_Name.ts',
    /Bad_Name\.ts: the name is no id; .* as in bad-name\.ts/,
  ],
  ['kind of file that is no snippet', 'topic/hello.js', /hello\.js: the name is no id/],
  [
    'companion of nobody',
    'topic/gone.worker.ts',
    /gone\.worker\.ts: belongs to no snippet, for there is no gone\.ts/,
  ],
  [
    'companion in JavaScript',
    'topic/hello.worker.cjs',
    /hello\.worker\.cjs: write companions in TypeScript/,
  ],
] as const) {
  test(`refuses a ${what}`, (t) => {
    const folder = tree(t, { 'topic/hello.ts': header(), [name]: '' });
    assert.throws(() => readCatalog(folder), message);
  });
}

test('what another program reads may be JavaScript', (t) => {
  const folder = tree(t, { 'topic/hello.ts': header(), 'topic/hello.config.cjs': '' });
  assert.deepEqual(readCatalog(folder)[0]?.companions, [join(folder, 'topic/hello.config.cjs')]);
});

test('in a terminal a snippet gets any numbers where it takes some, and nothing else', () => {
  const label = { en: 'rounds', zh: '轮数' };
  const takes = [{ label, from: 1, to: 4, usual: 2 }];
  for (const args of [[], ['3'], ['100000'], ['3', 'more']])
    assert.equal(whyNoNumber(takes, args, 'en'), undefined);
  for (const word of ['abc', '--', '-3', '1.5', ''])
    assert.equal(whyNoNumber(takes, [word], 'en'), `rounds: give a whole number, not "${word}".`);
  assert.equal(whyNoNumber(takes, ['abc'], 'zh'), '轮数：请填整数，不是“abc”。');
});
