/**
 * Starts a program under PM2, kills it, and sees the daemon start it again
 * although the command that started it has long ended.
 *
 * @zh 用 PM2 启动一个程序再杀掉它：启动它的命令早已退出，守护进程把它又拉了起来。
 */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rmSync, writeFileSync } from 'node:fs';
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

// #region start
const file = 'pm2-start.app.ts';
await pm2('start', file, '--interpreter', 'node', '--name', 'jobs');
console.log('in PM2_HOME:', readdirSync(home).join(' '));

const daemon = readFileSync(join(home, 'pm2.pid'), 'utf8');
const output = join(home, 'logs', 'jobs-out.log');
const lives = () => readFileSync(output, 'utf8').trim().split('\n');
while (!readFileSync(output, 'utf8')) await sleep(20);
console.log('daemon: pid', daemon);
console.log(lives()[0]);
// #endregion start

// #region kill
const [, pid, parent] = /pid (\d+), parent pid (\d+)/.exec(lives()[0]!)!;
process.kill(Number(pid), 'SIGKILL');
while (lives().length < 2) await sleep(20);
console.log('after SIGKILL:', lives()[1]);
await pm2('ls');
// #endregion kill

// #region end
await pm2('kill');
const [, last] = /pid (\d+)/.exec(lives()[1]!)!;
const log = readFileSync(join(home, 'pm2.log'), 'utf8');
for (const line of log.trim().split('\n').slice(-3))
  console.log('pm2.log:', line.replace(/^.*PM2 log: /, ''));
// #endregion end

assert.equal(parent, daemon, 'the daemon is the parent, not the command');
assert.notEqual(last, pid);
assert.match(log, /PM2 successfully stopped/);
