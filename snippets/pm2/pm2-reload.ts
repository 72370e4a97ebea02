/**
 * Puts the same load on four ways to replace two running instances, and
 * counts what each of them loses.
 *
 * @zh 用同样的负载压四种替换两个实例的办法，数每一种丢了多少请求。
 * @uses pm2-start
 * @measures
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { load, sending, type Row } from './pm2-reload.load.ts';
import { isolate } from './pm2-start.isolated.ts';

const server = createServer().listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
server.close(); // Now it is free, and known.

// #region database
/** What the app warms up with. Under load it takes as long as 32 requests. */
const database = createServer(async (socket) => {
  const enough = sending.requests + 32;
  while (sending.now && sending.requests < enough) await sleep(10);
  socket.end('warm');
}).listen(0, '127.0.0.1');
await once(database, 'listening');
// #endregion database

const { home, env, quiet } = isolate({
  PORT: String(port),
  DATABASE: String((database.address() as AddressInfo).port),
});

// #region row
async function row(
  name: string,
  replace: () => Promise<unknown>,
): Promise<Row> {
  const result = await load(port, async (more) => {
    await more(100);
    await replace();
    await more(200);
  });
  console.log(`${name} sent: ${result.sent} requests`);
  console.log(`${name} failed: ${result.failed} requests`);
  console.log(`${name} p99: ${result.p99.toFixed(0)} ms`);
  return result;
}
// #endregion row

const file = 'pm2-reload.app.ts';
const two = ['--interpreter', 'node', '-i', '2', '--name'];
const start = (...args: string[]) => quiet('start', file, ...two, ...args);

// #region pm2
await start('plain', '--', 'plain');
const warm = (instance: number): boolean => {
  const log = join(home, 'logs', `plain-out-${instance}.log`);
  return existsSync(log) && readFileSync(log, 'utf8').includes('warm');
};
while (![0, 1].every(warm)) await sleep(20);
const restart = await row('restart', () => quiet('restart', 'plain'));
const reload = await row('reload', () => quiet('reload', 'plain'));
await quiet('delete', 'plain');

const limits = ['--listen-timeout', '20000', '--kill-timeout', '20000'];
await start('ready', '--wait-ready', ...limits, '--', 'graceful');
const ready = await row('ready reload', () => quiet('reload', 'ready'));
// #endregion pm2

// #region sequence
const log = readFileSync(join(home, 'pm2.log'), 'utf8')
  .split('\n')
  .map((line) => line.replace(/^.*?PM2 log: /, ''));
const from = log.lastIndexOf('App [ready:0] starting in -cluster mode-');
const gone = log.findIndex((line) => line.includes('[ready:_old_0] exited'));
const zero = /_old_0\b|ready:0\b|worker listening/;
console.log('instance 0 in pm2.log:');
const told = log.slice(from, gone + 1).filter((line) => zero.test(line));
for (const line of new Set(told)) console.log(' ', line);
const said = readFileSync(join(home, 'logs', 'ready-out-0.log'), 'utf8');
console.log('what the old instance wrote:', said.trim());
await quiet('delete', 'ready');
// #endregion sequence

// #region own
const primary = fork(new URL('./pm2-reload.primary.ts', import.meta.url), {
  env,
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
});
process.on('exit', () => primary.kill('SIGKILL'));
await once(primary, 'message');
const own = await row('own cluster', async () => {
  primary.send('reload');
  await once(primary, 'message');
});
primary.send('end');
await once(primary, 'exit');
database.close();
// #endregion own

assert.ok(restart.failed > 0 && reload.failed > 0, 'both lose requests');
assert.equal(ready.failed, 0, 'ready and a handler for SIGINT: none lost');
assert.equal(own.failed, 0);
