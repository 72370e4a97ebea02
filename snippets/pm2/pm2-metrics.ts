/**
 * Reads an app's own metrics from PM2, and calls one of its actions from the
 * command line.
 *
 * @zh 从 PM2 读取应用自定义的指标，再从命令行触发它的一个 action。
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
};
const cli = fileURLToPath(import.meta.resolve('pm2/bin/pm2'));
// A pipe has no width, and PM2 would draw its widest table.
const narrow = '--import=data:text/javascript,process.stdout.columns=120';
const cwd = import.meta.dirname;

async function pm2(...args: string[]): Promise<void> {
  console.log(`$ pm2 ${args.join(' ')}`);
  const command = [narrow, cli, ...args];
  // `pm2 trigger` never ends if the app's answer overtakes the daemon's: it
  // does not know yet how many answers to wait for. So a limit, and again.
  const options = { env, cwd, timeout: 5_000 };
  const attempt = () => run(process.execPath, command, options);
  const { stdout, stderr } = await attempt().catch(attempt);
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

// #region read
type Metrics = Record<string, { value: string | number }>;
interface Listed {
  pm2_env: { axm_monitor: Metrics };
}
async function metrics(): Promise<Metrics> {
  const { stdout } = await run(process.execPath, [cli, 'jlist'], { env });
  return (JSON.parse(stdout) as [Listed])[0].pm2_env.axm_monitor;
}

const file = 'pm2-metrics.app.ts';
const options = ['--interpreter', 'node', '--name', 'jobs'];
await run(process.execPath, [cli, 'start', file, ...options], { env, cwd });
let now: Metrics = {};
while (!now['Heap Size'] || !Number(now['jobs done']?.value))
  now = await metrics();
const mine = ['queue depth', 'jobs done', 'jobs per second', 'job time, mean'];
console.log('our own:', mine.filter((name) => name in now).join(', '));
const given = ['Heap Size', 'Heap Usage', 'Used Heap Size'];
console.log('PM2 adds:', given.filter((name) => name in now).join(', '));
console.log('queue depth:', now['queue depth']?.value);
// #endregion read

// #region trigger
await pm2('trigger', 'jobs', 'pause');
while (Number((await metrics())['queue depth']?.value) !== 0) await sleep(50);
console.log('queue depth after pause: 0');
// #endregion trigger

assert.equal(Number(now['queue depth']?.value), 7);
