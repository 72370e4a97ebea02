import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from '../checkout/paths.ts';

const url = (path: string): string => pathToFileURL(join(root, path)).href;

test('a full disk is told in one sentence', { skip: !existsSync('/dev/full') }, () => {
  const script = `import { writeFileSync } from 'node:fs';
const { main } = await import('${url('scripts/terminal/messages.ts')}');
await main(async () => { writeFileSync('/dev/full', 'x'.repeat(9999)); return 0; });`;
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', url('scripts/register.mjs'), '--input-type=module', '-e', script],
    { encoding: 'utf8' },
  );
  assert.deepEqual([status, stderr], [1, 'The disk is full: make room and try again.\n']);
});
