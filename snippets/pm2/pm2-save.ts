/**
 * Saves the list of apps, ends the daemon, and brings all of them back; then
 * looks at what the saved file holds and at the unit that starts it at boot.
 *
 * @zh 保存应用列表、结束守护进程，再全部恢复；看看保存的文件里有什么，以及开机启动它的 systemd 单元。
 */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
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
  SECRET: 'swordfish',
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

// #region save
const file = 'pm2-save.app.ts';
const options = ['--interpreter', 'node', '--name', 'api', '-i', '2'];
await pm2('start', file, ...options);
await pm2('save');
await run(process.execPath, [cli, 'kill'], { env });
await pm2('resurrect');
// #endregion save

// #region dump
const dump = join(home, 'dump.pm2');
const apps = JSON.parse(readFileSync(dump, 'utf8')) as { SECRET?: string }[];
const mode = (statSync(dump).mode & 0o777).toString(8);
console.log('dump.pm2: mode', mode, '- SECRET:', apps[0]?.SECRET);
// #endregion dump

// #region unit
// `pm2 startup` fills this in. As root it would install it, too.
const unit = new URL(
  'lib/templates/init-scripts/systemd.tpl',
  import.meta.resolve('pm2/package.json'),
);
console.log(readFileSync(unit, 'utf8').trim());
// #endregion unit

assert.equal(apps.length, 2);
assert.equal(apps[0]?.SECRET, 'swordfish');
