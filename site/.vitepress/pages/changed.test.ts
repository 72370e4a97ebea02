import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { root } from '../../../scripts/checkout/paths.ts';
import { lastChanged } from './changed.ts';

const committed = (...files: string[]): number =>
  Number(execFileSync('git', ['log', '-1', '--format=%ct', '--', ...files], { cwd: root })) * 1000;

test('a page was changed when its file was', () =>
  assert.equal(lastChanged('zh/ipc.md'), committed('site/zh/ipc.md')));

test("a snippet's page was changed when a file of the snippet was, or its recording", () =>
  assert.equal(
    lastChanged('snippets/fork.md'),
    committed(
      'snippets/child-process/fork.ts',
      'snippets/child-process/fork.*.ts',
      'snippets/recordings/fork.cast',
    ),
  ));

test('a page that no commit has was changed at no time', () =>
  assert.equal(lastChanged('new.md'), undefined));
