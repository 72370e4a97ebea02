/**
 * Lets an app outgrow max_memory_restart, and restarts another by the clock
 * with cron_restart.
 *
 * @zh 让一个应用超出 max_memory_restart；另一个用 cron_restart 按时钟重启。
 */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  PM2_WORKER_INTERVAL: '500', // How often PM2 looks; else 30 s.
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

// #region log
const log = (): string => readFileSync(join(home, 'pm2.log'), 'utf8');
async function until(text: string): Promise<string> {
  for (;;) {
    const line = log()
      .split('\n')
      .find((line) => line.includes(text));
    if (line) return line.replace(/^.*?PM2 (log|error): /, '');
    await sleep(50);
  }
}
// #endregion log

// #region memory
const file = 'pm2-memory-restart.app.ts';
const node = ['--interpreter', 'node'];
const limit = ['--max-memory-restart', '200M'];
const grow = ['--name', 'grow', '-i', '1', ...limit, '--', '20'];
await pm2('start', file, ...node, ...grow);
const over = await until('exceeds --max-memory-restart');
const bytes = /current_memory=(\d+) max_memory_limit=(\d+)/.exec(over)!;
console.log(`limit: ${(Number(bytes[2]) / 2 ** 20).toFixed(0)} MB`);
console.log(`seen at: ${(Number(bytes[1]) / 2 ** 20).toFixed(0)} MB`);
console.log(await until('-reload- New worker listening'));
await until('[grow:_old_0] exited');
await pm2('delete', 'grow');
// #endregion memory

// #region cron
// Six fields: the first one is the second.
const often = ['--cron-restart', '* * * * * *'];
const daily = ['start', file, ...node, '--name', 'daily', ...often];
console.log(`$ pm2 ${daily.join(' ')}`);
await run(process.execPath, [cli, ...daily, '--', '0'], { env, cwd });
console.log(await until('Registering a cron job'));
const output = join(home, 'logs', 'daily-out.log');
const starts = () => readFileSync(output, 'utf8').split('started').length - 1;
while (starts() < 2) await sleep(50);
console.log('started again, and nothing had failed');
// #endregion cron

assert.equal(Number(bytes[2]), 200 * 2 ** 20, 'M is 1024 * 1024');
assert.ok(Number(bytes[1]) > Number(bytes[2]), 'it is a look, not a limit');
