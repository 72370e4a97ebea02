/**
 * Follows what two instances print into PM2's log files: one file for both,
 * dates before the lines, and a rotation by hand.
 *
 * @zh 看两个实例的输出怎样进入 PM2 的日志文件：合并成一个文件、行首加日期、手动轮转一次。
 */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
  PM2_CONCURRENT_ACTIONS: '1', // One instance after the other.
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

const logs = join(home, 'logs');
const has = (name: string): boolean => existsSync(join(logs, name));
const read = (name: string): string =>
  has(name) ? readFileSync(join(logs, name), 'utf8') : '';
async function until(name: string, count: number): Promise<void> {
  while (read(name).split('\n').length <= count) await sleep(20);
}

// #region merged
const file = 'pm2-logs.app.ts';
const options = ['--interpreter', 'node', '--name', 'api', '-i', '1'];
const output = ['-o', join(logs, 'out.log'), '-e', join(logs, 'err.log')];
const format = ['--merge-logs', '--log-date-format', 'YYYY-MM-DD HH:mm:ss'];
const start = ['start', file, ...options, ...output, ...format];
await run(process.execPath, [cli, ...start], { env, cwd });
await until('err.log', 1);
await run(process.execPath, [cli, 'scale', 'api', '2'], { env });
await until('err.log', 2);
console.log('files:', readdirSync(logs).sort().join(' '));
await pm2('logs', 'api', '--nostream', '--lines', '5', '--raw');
await pm2('logs', 'api', '--nostream', '--lines', '1', '--raw', '--err');
// #endregion merged

// #region rotate
/** Has each instance write a line. */
async function tell(): Promise<void> {
  const signal = ['sendSignal', 'SIGUSR2', 'api'];
  await run(process.execPath, [cli, ...signal], { env });
}
// What logrotate does: rename the file, then have it opened anew.
renameSync(join(logs, 'out.log'), join(logs, 'out.log.1'));
await tell();
await until('out.log.1', 4);
console.log('after the rename, lines in out.log.1: 4');
await pm2('reloadLogs');
while (!has('out.log')) await sleep(20);
await tell();
while (!read('out.log').includes('instance 1 writes')) await sleep(20);
const after = read('out.log');
console.log('after reloadLogs, there is a new out.log again');
// #endregion rotate

// #region flush
await pm2('flush');
console.log('bytes in out.log after flush:', read('out.log').length);
// #endregion flush

assert.match(after, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d: /m);
assert.equal(read('out.log.1').trim().split('\n').length, 4);
