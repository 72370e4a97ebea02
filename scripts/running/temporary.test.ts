import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { removeAbandoned, temporaryFolder } from './temporary.ts';

test('folders of commands that were killed are removed, and no others', async (t) => {
  const before = process.env.TMPDIR;
  const own = mkdtempSync(join(tmpdir(), 'temporary-'));
  process.env.TMPDIR = own;
  t.after(() => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    rmSync(own, { recursive: true });
  });
  const living = await temporaryFolder('probe');
  // A pid that was somebody's and is nobody's.
  const { pid } = spawnSync(process.execPath, ['-e', '0']);
  const abandoned = join(own, basename(living).replace(String(process.pid), String(pid)));
  const foreign = join(own, `other-${pid}-probe-abcdef`);
  mkdirSync(join(abandoned, 'inside'), { recursive: true });
  mkdirSync(foreign);
  removeAbandoned();
  assert.deepEqual([living, abandoned, foreign].map(existsSync), [true, false, true]);
});
