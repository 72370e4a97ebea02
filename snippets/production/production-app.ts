/**
 * Runs a complete service under load and does to it what production does: a reload, a
 * broken release, kill -9, an upload that is too large, SIGTERM, a crash loop.
 *
 * @zh 让一个完整的服务顶着压力跑，再把生产环境会做的事都对它做一遍：重载、坏版本、kill -9、过大的上传、SIGTERM、崩溃循环。
 * @needs posix
 * @measures
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as tools from './production-app.tools.ts';

const { askSlowly, freePort, press, serve } = tools;
const folder = mkdtempSync(join(tmpdir(), 'production-app-'));
const [port, operators] = [await freePort(), await freePort()];
const url = `http://127.0.0.1:${port}`;
const env = { PORT: `${port}`, OPERATORS_PORT: `${operators}` };
const deploy = (config: string): void => tools.deploy(folder, config);
const show = (name: string, value: number, unit: string): void =>
  console.log(`  ${name}: ${value} ${unit}`);
const ask = async (path: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${operators}${path}`);
const hello = async (): Promise<void> =>
  console.log(`  it answers: ${(await (await fetch(url)).text()).trim()}`);

try {
  // #region reload
  console.log('start');
  deploy('{ "greeting": "one" }');
  const { service, exited, until } = serve(folder, env);
  await until('ready');
  await (
    await press(url)
  )(); // Warm-up.
  const calm = await press(url);
  // Time: a second of load is what is measured here.
  await sleep(1_000);
  const steady = await calm();
  show('p99 (steady)', steady.p99, 'ms');

  console.log('a new release, SIGHUP under load');
  const during = await press(url);
  deploy('{ "greeting": "two" }');
  service.kill('SIGHUP');
  await until('reload done');
  const reloaded = await during();
  show('p99 (reload)', reloaded.p99, 'ms');
  show('refused (reload)', reloaded.refused, 'requests');
  const lost = reloaded.broken + reloaded.untaken;
  show('broken off (reload)', lost, 'requests');
  await hello();
  // #endregion reload

  // #region broken
  console.log('a broken release, SIGHUP');
  deploy('{ "greeting": ');
  service.kill('SIGHUP');
  await until('reload stopped');
  await hello();
  // #endregion broken

  // #region kill
  console.log('kill -9 of a worker under load, the link still broken');
  const killing = await press(url);
  const metrics = await (await ask('/metrics')).text();
  const pid = Number(/app_worker_pid\{.*?\} (\d+)/.exec(metrics)![1]);
  process.kill(pid, 'SIGKILL');
  await until('place 1: worker serves');
  const killed = await killing();
  show('refused (kill -9)', killed.refused, 'requests');
  const gone = killed.broken + killed.untaken;
  show('broken off (kill -9)', gone, 'requests');
  // #endregion kill

  // #region limits
  console.log('an upload that is too large');
  const body = 'x'.repeat(200_000);
  const upload = await fetch(url, { method: 'POST', body });
  console.log(`  status ${upload.status}`);
  // #endregion limits

  // #region stop
  console.log('SIGTERM twice under load, with a silent connection');
  const silent = connect(port, '127.0.0.1').on('error', () => {});
  const stopping = await press(url);
  const slow = Array.from({ length: 20 }, () => askSlowly(url));
  await Promise.all(slow.map(({ arrived }) => arrived));
  service.kill('SIGTERM');
  await until('stopping');
  service.kill('SIGTERM');
  console.log(`  /readyz: ${(await ask('/readyz')).status}`);
  const statuses = await Promise.all(slow.map(({ status }) => status));
  console.log(`  slow answers: ${new Set(statuses).size === 1 && statuses[0]}`);
  await until('cut: 0 ');
  const code = await exited;
  console.log(`  exit code ${code}`);
  silent.destroy();
  // Refused since then, for there is no service any more. Who was still
  // in the system's queue when the last worker stopped listening is reset.
  const pressed = await stopping();
  show('broken off (stop)', pressed.broken, 'requests');
  show('reset, never accepted (stop)', pressed.untaken, 'connections');
  // #endregion stop

  // #region loop
  console.log('a release that crashes at its start, from nothing');
  deploy('{ "greeting": ');
  const looping = serve(folder, env);
  await looping.until('giving up');
  const gaveUp = await looping.exited;
  console.log(`  exit code ${gaveUp}`);
  // #endregion loop

  assert.deepEqual([reloaded.refused, lost], [0, 0], 'no loss');
  assert.equal(killed.refused, 0, 'somebody always listens');
  // Ten clients; a new connection may be handed to the dead one, too.
  assert.ok(gone <= 20, 'only what was in its hands');
  assert.equal(pressed.broken, 0, 'accepted is answered');
  assert.equal(upload.status, 413);
  assert.deepEqual([...new Set(statuses)], [200]);
  assert.deepEqual([code, gaveUp], [0, 1]);
} finally {
  rmSync(folder, { recursive: true });
}
