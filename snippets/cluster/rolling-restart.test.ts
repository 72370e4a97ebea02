import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { subjects } from '../../scripts/faults/services.ts';
import { prepare, start } from '../production/overlapping-faults.running.ts';

const { service } = subjects['rolling-restart']!;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // To the group, it may end a worker that handles nothing yet, and the primary may hear of that end before it
  // sees the signal itself. So the end of a worker by it says nothing about the release.
  test(`a worker that ${signal} ends in its start is replaced, and nobody gives up`, async (t) => {
    const folder = prepare(service);
    const hangs = join(folder, 'faults', 'a start that hangs');
    writeFileSync(hangs, ''); // One of them hangs before it handles any signal.
    const { running, exit, says, pids, send, finish } = start(service, folder, {
      PORT: '0',
    });
    t.after(finish);
    // Nothing tells of another process's children but looking.
    while (!running.over && (existsSync(hangs) || pids().length < 2))
      await sleep(10);
    for (const pid of pids()) process.kill(pid, signal);
    assert.ok(
      await says(/^up/),
      running.log.map(({ line }) => line).join('\n'),
    );
    send('SIGTERM');
    await exit;
    assert.equal(
      running.code,
      0,
      running.log.map(({ line }) => line).join('\n'),
    );
  });
}

test('a roll-out while workers start replaces them, too: they may have read the code from before', async (t) => {
  const folder = prepare(service);
  const { running, exit, says, send, finish } = start(service, folder, {
    PORT: '0',
  });
  t.after(finish);
  assert.ok(await says(/^starting/));
  send('SIGHUP');
  assert.ok(
    await says(/^rolled/),
    running.log.map(({ line }) => line).join('\n'),
  );
  const replaced = running.log.filter(({ line }) => / may go$/.test(line));
  assert.equal(
    replaced.length,
    2,
    running.log.map(({ line }) => line).join('\n'),
  );
  send('SIGTERM');
  await exit;
  assert.equal(running.code, 0);
});
