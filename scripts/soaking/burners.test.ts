import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { watchWork } from '../waiting/at-work.ts';
import { root } from '../checkout/paths.ts';
import { isRunning } from '../testing/commands.ts';
import { until } from '../waiting/until.ts';
import { startBurners } from './burners.ts';

test('each burner burns until it is stopped', async () => {
  const burners = startBurners(2);
  try {
    for (const pid of burners.pids) {
      const pids = (): number[] => (isRunning(pid) ? [pid] : []);
      assert.equal(await watchWork(pids, { idle: 60_000, work: 300, fromStart: false }), 'busy');
    }
  } finally {
    await burners.stop();
  }
  assert.deepEqual(burners.pids.filter(isRunning), []);
});

test('burners end when who started them is killed', async () => {
  const script = `import { startBurners } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'burners.ts')).href)};
console.log(startBurners(2).pids.join());
setInterval(() => {}, 1000);`;
  const register = pathToFileURL(join(root, 'scripts/register.mjs')).href;
  const parent = spawn(
    process.execPath,
    ['--import', register, '--input-type=module', '--eval', script],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
  const pids = line.split(',').map(Number);
  assert.ok(pids.length === 2 && pids.every(isRunning));
  parent.kill('SIGKILL');
  assert.ok(await until(() => !pids.some(isRunning)), `${pids.filter(isRunning).join()} burn on`);
});
