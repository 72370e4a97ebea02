/**
 * Starts two apps from one ecosystem file, for production, and finds out
 * which changes of the environment reach a running app.
 *
 * @zh 用一个 ecosystem 文件以生产环境启动两个应用，再看环境变量的改动怎样才能到达正在运行的应用。
 */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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
  PORT: '0',
  PM2_CONCURRENT_ACTIONS: '1', // One at a time.
};
const cli = fileURLToPath(import.meta.resolve('pm2/bin/pm2'));
// A pipe has no width, and PM2 would draw its widest table.
const narrow = '--import=data:text/javascript,process.stdout.columns=120';
let cwd = import.meta.dirname;

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

// #region config
const file = 'pm2-ecosystem.config.cjs';
console.log(`$ cat ${file}`);
console.log(readFileSync(join(cwd, file), 'utf8').trim());
// #endregion config

// #region production
// A copy, as a deployment would make one: its logs belong to it.
const folder = join(home, 'app');
const own = (path: string) => path === cwd || path.includes('pm2-ecosystem');
cpSync(cwd, folder, { recursive: true, filter: own });
cwd = folder;
await pm2('start', file, '--env', 'production');
const api = readFileSync(join(home, 'logs', 'api-out.log'), 'utf8');
console.log(api.replaceAll(/^\S+: /gm, '').trim()); // Without the dates.
// #endregion production

// #region said
/** What the background worker wrote at its start number `count`. */
async function said(count: number): Promise<string> {
  const log = join(folder, 'logs', 'jobs.out.log');
  for (;;) {
    const lines = readFileSync(log, 'utf8').split('\n');
    if (lines.length > count) return lines[count - 1]!.replace(/^\S+: /, '');
    await sleep(20);
  }
}
// #endregion said

// #region environment
const lives = [await said(1)];
Object.assign(env, { FEATURE: 'on' }); // As if exported in the shell.
await pm2('restart', 'jobs');
lives.push(await said(2));
await pm2('restart', 'jobs', '--update-env');
lives.push(await said(3));
await pm2('restart', file, '--only', 'jobs'); // No --env this time.
lives.push(await said(4));
console.log('the four lives of jobs:');
for (const line of lives) console.log(' ', line);
// #endregion environment

assert.deepEqual(lives, [
  'jobs: production, queue mail, feature undefined',
  'jobs: production, queue mail, feature undefined',
  'jobs: production, queue mail, feature on',
  'jobs: development, queue mail-test, feature on',
]);
