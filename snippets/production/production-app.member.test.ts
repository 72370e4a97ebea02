import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { exitFirst } from '../../scripts/testing/exit-first.ts';
import { Member } from './production-app.member.ts';

test('a worker whose end is told before its last words have been read has said them', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'production-app-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'worker.cjs');
  const worker = `const server = require('node:http').createServer().listen(0, '127.0.0.1');
    process.send({ inFlight: 1, done: false });
    process.once('message', () => process.send({ inFlight: 0, done: true }, () => process.exit()));`;
  writeFileSync(file, worker);
  const member = new Member(1, file);
  assert.equal(await member.started, true);
  await exitFirst(member.worker!.process.pid!, () => void member.leave());
  await member.gone;
  assert.deepEqual(
    [member.end, member.broken, member.inHand],
    ['code 0', false, 0],
  );
});
