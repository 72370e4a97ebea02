/**
 * Starts an ES module that throws at once, under four settings: PM2 calls two
 * of them online, for ever.
 *
 * @zh 用四种设置启动一个一加载就抛错的 ES 模块：其中两个，PM2 会一直说它 online。
 */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
  PM2_CONCURRENT_ACTIONS: '1', // In the order of the file.
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

// #region four
const common = {
  script: join(cwd, 'pm2-false-online.app.ts'),
  interpreter: 'node',
  max_restarts: 2,
  min_uptime: 10_000,
};
const strict = { node_args: '--unhandled-rejections=strict' };
const apps = [
  { ...common, name: '1-cluster', exec_mode: 'cluster', instances: 1 },
  { ...common, name: '2-fork' },
  { ...common, name: '3-fork, no pmx', pmx: false },
  { ...common, name: '4-fork, strict', ...strict },
];
const file = join(home, 'four.config.cjs');
writeFileSync(file, `module.exports = ${JSON.stringify({ apps })}`);
await run(process.execPath, [cli, 'start', file], { env, cwd });
// #endregion four

// #region status
interface Listed {
  pm2_env: { status: string };
}
async function statuses(): Promise<string[]> {
  const { stdout } = await run(process.execPath, [cli, 'jlist'], { env });
  const list = JSON.parse(stdout) as Listed[];
  return list.map(({ pm2_env }) => pm2_env.status);
}
while ((await statuses()).slice(2).some((status) => status !== 'errored'))
  await sleep(50);
await sleep(500); // More than the others needed to be given up.
await pm2('ls');
// #endregion status

assert.deepEqual(await statuses(), ['online', 'online', 'errored', 'errored']);
