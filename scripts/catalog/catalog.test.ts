import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { findSnippet, readCatalog } from './catalog.ts';
import { hashOf, importedPackages } from './hash.ts';

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
      ' * @needs redis-server, sh\n * @order free\n * @exits SIGKILL\n * @measures\n',
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
  });
});

for (const [what, text, message] of [
  ['has no header', 'console.log(1);', /begin the file with a/],
  ['has no Chinese summary', '/**\n * Hello.\n */', /add the Chinese summary/],
  [
    'has an unknown tag',
    header(' * @slow\n'),
    /unknown tag @slow \(there are: @zh, @needs, @uses, @order, @exits, @measures, @arguments\)/,
  ],
  ['declares a wrong end', header(' * @exits badly\n'), /@exits takes an exit code or a signal/],
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
