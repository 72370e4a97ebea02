import assert from 'node:assert/strict';
import cluster from 'node:cluster';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { exitFirst } from '../../scripts/testing/exit-first.ts';
import { Member } from './rolling-restart.member.ts';

test('a worker whose end is told before its last words have been read was not cut off', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'rolling-restart-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const exec = join(folder, 'worker.cjs');
  const worker = `const server = require('node:http').createServer().listen(0, '127.0.0.1');
    server.once('listening', () => process.send('healthy'));
    process.once('message', () => process.send('done', () => process.exit()));`;
  writeFileSync(exec, worker);
  cluster.setupPrimary({ exec });
  const member = new Member();
  assert.equal(await member.healthy, true);
  await exitFirst(member.pid!, () => void member.leave());
  await member.gone;
  assert.deepEqual([member.end, member.cut], ['exited with code 0', false]);
});
