import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { test } from 'node:test';
import { readOutput } from './output.ts';
import { killAll, markedCommand, survivors } from './survivors.ts';
import { isRunning } from '../testing/commands.ts';

/** Leaves the group and the session, clears its environment, keeps the output, and says its pid. */
const escape = "setsid env -i sh -c 'setsid sleep 60 & echo $!; exit 0'";

test(
  'a grandchild without group and environment is found',
  { skip: process.platform !== 'linux' },
  async () => {
    const tag = randomUUID();
    const child = spawn(...markedCommand(tag, 'sh', ['-c', escape]), {
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    const reading = readOutput(child.stdout, (more) => (text += more));
    await once(child, 'exit');
    while (!text.includes('\n')) await once(child.stdout, 'data');
    const pid = Number(text);
    assert.deepEqual(survivors(tag, child.pid!), [pid]);
    assert.deepEqual(survivors(randomUUID(), child.pid!), []);
    killAll(child.pid!, [pid]);
    assert.equal(await reading.stop(), false);
    assert.equal(isRunning(pid), false);
  },
);

test('where it cannot be found, its pipe is closed, and that it was held is told', async () => {
  const child = spawn('sh', ['-c', 'sleep 60 & echo $!; exit 0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  const reading = readOutput(child.stdout, (more) => (text += more));
  await once(child, 'exit');
  assert.equal(await reading.stop(), true);
  assert.equal(child.stdout.destroyed, true);
  process.kill(Number(text), 'SIGKILL');
});
