/**
 * Lets a program crash for ever under three settings: PM2 gives up, waits
 * longer each time, or never gives up at all.
 *
 * @zh 让一个程序在三种设置下不停崩溃：PM2 或者放弃，或者一次比一次等得久，或者永远不放弃。
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
/** The daemon's own log, without times and without what came before. */
let seen = 0;
const lines = (): string[] =>
  readFileSync(join(home, 'pm2.log'), 'utf8')
    .split('\n')
    .slice(seen)
    .map((line) => neat(line.replace(/^.*?PM2 (log|error): /, '')));
async function until(text: string, times: number): Promise<string[]> {
  let found: string[];
  do {
    await sleep(50);
    found = lines().filter((line) => line.includes(text));
  } while (found.length < times);
  return found;
}
const script = join(cwd, 'pm2-crash-restart.app.ts');
/** Starts it from an ecosystem file with these settings. */
async function start(name: string, limits: object): Promise<void> {
  const file = join(home, `${name}.config.cjs`);
  const app = { name, script, interpreter: 'node', ...limits };
  writeFileSync(file, `module.exports = ${JSON.stringify({ apps: [app] })}`);
  console.log(`$ pm2 start ${name}.config.cjs`);
  for (const [key, value] of Object.entries(limits))
    console.log(`  ${key}: ${value}`);
  await run(process.execPath, [cli, 'start', file], { env, cwd });
}
interface Listed {
  pm2_env: { status: string };
}
async function status(): Promise<string> {
  const { stdout } = await run(process.execPath, [cli, 'jlist'], { env });
  return (JSON.parse(stdout) as Listed[])[0]!.pm2_env.status;
}
// #endregion log

// #region errored
await start('a', { max_restarts: 3, min_uptime: 10_000 });
const [over] = await until('too many unstable restarts', 1);
const exits = lines().filter((line) => line.includes('exited with code'));
for (const line of [...exits, over!]) console.log('pm2.log:', line);
await pm2('ls');
await pm2('delete', 'a');
// #endregion errored

// #region backoff
seen += lines().length;
await start('b', { exp_backoff_restart_delay: 100 });
const waits = (await until('will restart in', 4)).slice(0, 4);
const delays = waits.map((line) => parseInt(line.split('restart in ')[1]!));
for (const line of waits) console.log('pm2.log:', line);
while ((await status()) !== 'waiting restart') await sleep(10);
console.log('status meanwhile: waiting restart');
await pm2('delete', 'b');
// #endregion backoff

// #region never
// Three ends within 3 * 100 ms count as unstable. With a wait of 200 ms
// between them there are never three: PM2 has stopped counting.
seen += lines().length;
await start('c', { max_restarts: 3, min_uptime: 100, restart_delay: 200 });
await until('exited with code', 6);
const gaveUp = lines().some((line) => line.includes('too many'));
console.log('crashed 6 times, given up:', gaveUp);
// #endregion never

assert.equal(exits.length, 3);
assert.deepEqual(delays, [100, 150, 225, 337]);
assert.equal(gaveUp, false);
