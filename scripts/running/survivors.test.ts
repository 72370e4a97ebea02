import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { readOutput } from './output.ts';
import { killAll, markedCommand, survivors, tagVariable } from './survivors.ts';
import { isRunning } from '../testing/commands.ts';
import { until } from '../waiting/until.ts';

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
    assert.ok(await until(() => !isRunning(pid)), `${pid} runs on`);
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

/** Makes this process believe that it runs elsewhere, where a program prints this table. */
function elsewhere(t: TestContext, platform: string, program: string, table: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'survivors-'));
  writeFileSync(join(folder, program), `#!/bin/sh\ncat <<'end'\n${table}\nend\n`);
  chmodSync(join(folder, program), 0o755);
  const own = { platform: process.platform, PATH: process.env.PATH };
  const setPlatform = (value: string): unknown =>
    Object.defineProperty(process, 'platform', { value, configurable: true });
  setPlatform(platform);
  process.env.PATH = [folder, own.PATH].join(delimiter);
  t.after(() => {
    setPlatform(own.platform);
    process.env.PATH = own.PATH;
    rmSync(folder, { recursive: true });
  });
}

test(
  'on macOS: its group, and what carries its mark; neither what has ended nor what carries another mark',
  { skip: process.platform === 'win32' },
  (t) => {
    elsewhere(
      t,
      'darwin',
      'ps',
      `
    1     1 Ss   /sbin/launchd
  501   500 S    node worker.js PATH=/bin
  502   502 S+   node daemon.js ${tagVariable}=mine TERM=xterm
  503   503 S    node daemon.js ${tagVariable}=another
  504   500 Z    (node)`,
    );
    assert.deepEqual(survivors('mine', 500), [501, 502]);
  },
);

test(
  'on Windows: the tree below its process, also below one that has ended',
  { skip: process.platform === 'win32' },
  (t) => {
    // 600 has ended: its children still name it.
    elsewhere(t, 'win32', 'powershell', '0 0\r\n4 0\r\n601 600\r\n602 601\r\n700 4\r\n701 700\r');
    assert.deepEqual(survivors('mine', 600), [601, 602]);
  },
);

test('on Windows no group is ended, which would be another process there', (t) => {
  const ended: number[] = [];
  t.mock.method(process, 'kill', (pid: number) => ended.push(pid));
  elsewhere(t, 'win32', 'powershell', '');
  killAll(600, [601, 602]);
  assert.deepEqual(ended, [601, 602]);
});
