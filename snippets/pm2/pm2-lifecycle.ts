/**
 * Takes an app through its life with the commands of every day: start, list,
 * stop, restart, reload, reset, logs, delete.
 *
 * @zh 用日常命令走完一个应用的一生：start、list、stop、restart、reload、reset、logs、delete。
 */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

// #region isolated
const home = mkdtempSync(join(tmpdir(), 'pm2-'));
// Where this file is missing, PM2 asks its server for news.
writeFileSync(join(home, 'touch'), '');
// No figures of the whole machine below the table.
const conf = { pm2: { sysmonit: 'false' } };
writeFileSync(join(home, 'module_conf.json'), JSON.stringify(conf));
const env = {
  ...process.env,
  PM2_HOME: home, // A daemon, sockets and logs of its own.
  PM2_DISABLE_VERSION_CHECK: 'true', // The same news, once a day.
  ...(process.stdout.isTTY && { FORCE_COLOR: '1' }),
  PM2_CONCURRENT_ACTIONS: '1', // Their lines keep one order.
};
const cli = fileURLToPath(import.meta.resolve('pm2/bin/pm2'));
// A pipe has no width, and PM2 would draw its widest table.
const narrow = '--import=data:text/javascript,process.stdout.columns=120';
const cwd = import.meta.dirname;

async function pm2(...args: string[]): Promise<void> {
  console.log(`$ pm2 ${args.join(' ')}`);
  const command = [narrow, cli, ...args];
  const options = { env, cwd };
  const { stdout, stderr } = await run(process.execPath, command, options);
  console.log(neat(stdout + stderr));
}
/** Without this machine's paths, and all memory in MB. */
function neat(text: string): string {
  const size = /(?<= )([\d.]+)([km]?)b +/g;
  const per = { m: 1, k: 1024, '': 2 ** 20 };
  const inMB = (cell: string, n: string, unit: 'k' | 'm' | ''): string =>
    `${(Number(n) / per[unit]).toFixed(1)} MB`.padEnd(cell.length);
  return text.trim().replaceAll(`${cwd}/`, '').replaceAll(size, inMB);
}

// Synchronous, so that it also runs after a failure or Ctrl-C.
process.on('exit', () => {
  spawnSync(process.execPath, [cli, 'kill'], { env });
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
// #endregion isolated

interface Listed {
  pid: number;
  pm2_env: { status: string; restart_time: number };
}
/** What a program reads instead of the table. */
async function list(): Promise<Listed[]> {
  const { stdout } = await run(process.execPath, [cli, 'jlist'], { env });
  return JSON.parse(stdout) as Listed[];
}

// #region up
const file = 'pm2-lifecycle.app.ts';
const options = ['--interpreter', 'node', '--name', 'api', '-i', '2'];
await pm2('start', file, ...options);
const first = await list();
// #endregion up

// #region stop
await pm2('stop', 'api');
const stopped = await list();
await pm2('start', 'api'); // By its name: PM2 still knows the rest.
// #endregion stop

// #region again
await pm2('restart', 'api');
await pm2('reload', 'api');
const reloaded = await list();
await pm2('reset', 'api'); // The counters, not the processes.
// #endregion again

// #region logs
await pm2('logs', 'api', '--nostream', '--lines', '2', '--raw');
// #endregion logs

// #region delete
await pm2('delete', '0'); // One of them, by its id: ended, forgotten.
await pm2('delete', 'api'); // All of that name.
const deleted = await list();
// #endregion delete

assert.equal(first.length, 2);
assert.deepEqual(
  stopped.map(({ pid, pm2_env }) => [pid, pm2_env.status]),
  [
    [0, 'stopped'],
    [0, 'stopped'],
  ],
  'a stopped app keeps its place',
);
// A start of what was stopped is no restart; restart and reload are.
assert.deepEqual(
  reloaded.map(({ pm2_env }) => pm2_env.restart_time),
  [2, 2],
);
assert.deepEqual(deleted, []);
