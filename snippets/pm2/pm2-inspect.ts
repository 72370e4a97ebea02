/**
 * Asks PM2 about an app in four ways: the table, describe, the environment,
 * and JSON for programs.
 *
 * @zh 用四种方式向 PM2 查询一个应用：表格、describe、环境变量，以及给程序用的 JSON。
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

const file = 'pm2-inspect.app.ts';
const options = ['--interpreter', 'node', '--name', 'api', '-i', '1'];
await run(process.execPath, [cli, 'start', file, ...options], { env, cwd });

// #region table
await pm2('ls');
const { stdout: pid } = await run(process.execPath, [cli, 'pid'], { env });
console.log(`$ pm2 pid\npid ${pid.trim()}`);
// #endregion table

// #region describe
async function only(pattern: RegExp, ...args: string[]): Promise<string[]> {
  console.log(`$ pm2 ${args.join(' ')}`);
  const command = [narrow, cli, ...args];
  const { stdout } = await run(process.execPath, command, { env, cwd });
  return stdout.split('\n').filter((line) => pattern.test(line));
}
const facts = /status|name |restarts|exec mode|node\.js|watch|unstable/;
for (const line of await only(facts, 'describe', 'api')) console.log(line);
// #endregion describe

// #region env
const secrets = await only(/SECRET|NODE_APP_INSTANCE|exec_mode/, 'env', '0');
for (const line of secrets) console.log(line);
// #endregion env

// #region json
interface Listed {
  name: string;
  pm_id: number;
  monit: { memory: number; cpu: number };
  pm2_env: { status: string; exec_mode: string; restart_time: number };
}
const { stdout } = await run(process.execPath, [cli, 'jlist'], { env });
const [app] = JSON.parse(stdout) as [Listed];
const { status, exec_mode, restart_time } = app.pm2_env;
console.log('$ pm2 jlist');
console.log({ id: app.pm_id, name: app.name, status, exec_mode, restart_time });
// #endregion json

assert.ok(secrets.some((line) => line.includes('swordfish')));
assert.ok(app.monit.memory > 0);
