/**
 * Asks an app to end by a message instead of a signal, and finds one command
 * that still sends the signal.
 *
 * @zh 用消息代替信号请应用退出，并找出哪条命令发的仍然是信号。
 */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

// #region asked
const seen: Record<string, string> = {};
async function asked(command: string, name: string): Promise<void> {
  await run(process.execPath, [cli, 'flush'], { env });
  await pm2(command, name);
  const log = join(home, 'logs', `${name}-out-0.log`);
  seen[command] = readFileSync(log, 'utf8').trim();
  console.log(`${command}: ${seen[command]}`);
}

const file = 'pm2-shutdown-message.app.ts';
const options = ['--interpreter', 'node', '--name', 'api', '-i', '1'];
await pm2('start', file, ...options, '--shutdown-with-message');
await asked('restart', 'api');
await asked('reload', 'api');
await asked('stop', 'api');
// #endregion asked

assert.deepEqual(seen, {
  restart: 'asked to end by the message "shutdown"',
  reload: 'asked to end by SIGINT',
  stop: 'asked to end by the message "shutdown"',
});
