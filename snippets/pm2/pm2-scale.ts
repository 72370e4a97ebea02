/**
 * Scales a clustered app up and down while it runs, and shows which
 * NODE_APP_INSTANCE the new instances get.
 *
 * @zh 在运行中扩缩一个 cluster 应用的实例数，看新实例拿到的 NODE_APP_INSTANCE 是几。
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
  pm_id: number;
  pm2_env: { NODE_APP_INSTANCE: number };
}
// #region numbers
async function numbers(): Promise<string[]> {
  const { stdout } = await run(process.execPath, [cli, 'jlist'], { env });
  return (JSON.parse(stdout) as Listed[]).map(
    ({ pm_id, pm2_env }) => `${pm_id} is ${pm2_env.NODE_APP_INSTANCE}`,
  );
}
// #endregion numbers

// #region scale
const file = 'pm2-scale.app.ts';
const options = ['--interpreter', 'node', '--name', 'api', '-i', '2'];
await pm2('start', file, ...options);
await pm2('scale', 'api', '4'); // To four.
const four = await numbers();
await pm2('scale', 'api', '2'); // To two: which ones go?
const two = await numbers();
await pm2('scale', 'api', '+1'); // One more.
const three = await numbers();
// #endregion scale

console.log('id and NODE_APP_INSTANCE at two:', two.join(', '));
console.log('id and NODE_APP_INSTANCE at three:', three.join(', '));

assert.equal(four.length, 4);
assert.deepEqual(two, ['2 is 2', '3 is 3'], 'the oldest ones went');
assert.deepEqual(three, ['2 is 2', '3 is 3', '4 is 0']);
