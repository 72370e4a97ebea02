import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from '../../scripts/testing.ts';
import { freePort, press, serve } from './production-app.tools.ts';

const kills = process.env.SOAK ? 20 : 3;
const clients = 10;

test(`kill -9 of a random worker under load, ${kills} times: only its own requests fail, and it is replaced`, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'production-app-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [port, operators] = [await freePort(), await freePort()];
  const config = join(folder, 'config.json');
  writeFileSync(config, '{ "greeting": "one" }');
  const { service, exited, until } = serve({
    CONFIG: config,
    PORT: `${port}`,
    OPERATORS_PORT: `${operators}`,
  });
  await until('ready');

  /** The pids of the workers that serve, once there are two that are not this one. */
  const workers = async (without?: number): Promise<number[]> => {
    for (let tries = 0; tries < 500; tries++) {
      const metrics = await fetch(`http://127.0.0.1:${operators}/metrics`);
      const found = [
        ...(await metrics.text()).matchAll(/worker_pid\{.*?\} (\d+)/g),
      ];
      const pids = found.map(([, pid]) => Number(pid));
      if (pids.length === 2 && !pids.includes(without!)) return pids;
      await sleep(20);
    }
    throw new Error('a worker was not replaced');
  };

  const pressing = press(`http://127.0.0.1:${port}`, kills);
  await sleep(500);
  const seen = new Set<number>(await workers());
  for (let kill = 0; kill < kills; kill++) {
    const pid = (await workers())[Math.floor(Math.random() * 2)]!;
    process.kill(pid, 'SIGKILL');
    for (const other of await workers(pid)) seen.add(other);
  }
  const { answered, refused, broken, untaken } = await pressing;
  service.kill('SIGTERM');
  assert.equal(await exited, 0);
  t.diagnostic(
    `${answered} answered, ${broken} broken off, ${untaken} reset before they were taken`,
  );
  assert.ok(answered > 0);
  assert.equal(refused, 0, 'somebody always listens');
  // What a client had under way, and the connection that it opened next to a worker just dead.
  assert.ok(broken + untaken <= 2 * clients * kills);
  assert.equal(seen.size, 2 + kills, 'each one that was killed has an heir');
  assert.deepEqual([...seen].filter(isRunning), []);
});
