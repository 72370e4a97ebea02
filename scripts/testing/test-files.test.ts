import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findTests } from './test-files.ts';

test('no test file is an error, not a pass', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tests-'));
  t.after(() => rmSync(folder, { recursive: true }));
  assert.throws(() => findTests(folder), /No test file was found/);
  mkdirSync(join(folder, 'scripts'));
  writeFileSync(join(folder, 'scripts/a.test.ts'), '');
  assert.throws(() => findTests(folder), /No test file was found/, 'unit tests alone are not all');
  mkdirSync(join(folder, 'site/.vitepress/dist'), { recursive: true });
  writeFileSync(join(folder, 'site/browser.test.ts'), '');
  writeFileSync(join(folder, 'site/.vitepress/dist/b.test.ts'), '');
  assert.deepEqual(findTests(folder), {
    unitTests: ['scripts/a.test.ts'],
    siteTests: ['site/browser.test.ts'],
  });
});
