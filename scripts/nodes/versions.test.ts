import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../terminal/messages.ts';
import { ensureNode } from './versions.ts';

const [major] = process.versions.node.split('.') as [string];

test('a Node that no package brings is stood in for by this one, of the same major version', async () => {
  assert.equal(await ensureNode(`${major}.999.0`), process.execPath);
});

test('another major version that no package brings is asked for', async () => {
  await assert.rejects(ensureNode('11.999.0'), (error) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, /start this command with Node 11 itself/);
    return true;
  });
});
