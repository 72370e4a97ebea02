/**
 * Opens `pm2 monit` in a real terminal of 130 by 28 and takes a picture of
 * its screen.
 *
 * @zh 在真实的 130×28 终端里打开 pm2 monit，给它的屏幕拍一张照。
 * @needs python3
 */
import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify, stripVTControlCharacters } from 'node:util';
import { Screen } from './pm2-monit.screen.ts';

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
  TERM: 'xterm-256color',
};
const cli = fileURLToPath(import.meta.resolve('pm2/bin/pm2'));
const cwd = import.meta.dirname;

const quiet = (...args: string[]) =>
  run(process.execPath, [cli, ...args], { env, cwd });

// Synchronous, so that it also runs after a failure or Ctrl-C.
process.on('exit', () => {
  spawnSync(process.execPath, [cli, 'kill'], { env });
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
// #endregion isolated

// #region terminal
// Node cannot open a pseudo-terminal by itself; Python can.
const open = `
import fcntl, os, pty, struct, sys, termios
pid, fd = pty.fork()
if pid == 0: os.execvp(sys.argv[1], sys.argv[1:])
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', 28, 130, 0, 0))
try:
    while data := os.read(fd, 65536): os.write(1, data)
except OSError: pass
`;
// A copy in the temporary folder: no version of a package is found there.
copyFileSync(join(cwd, 'pm2-monit.app.ts'), join(home, 'app.ts'));
const options = ['--interpreter', 'node', '--name', 'orders'];
await quiet('start', join(home, 'app.ts'), ...options);

const monit = [process.execPath, cli, 'monit'];
const terminal = spawn('python3', ['-c', open, ...monit], { env, cwd: home });
process.on('exit', () => terminal.kill('SIGKILL'));
let output = '';
terminal.stdout.setEncoding('utf8');
terminal.stdout.on('data', (text: string) => (output += text));
// #endregion terminal

// #region picture
async function until(text: string): Promise<string> {
  for (;;) {
    const screen = new Screen(130, 28);
    screen.write(output);
    const picture = screen.toString();
    if (stripVTControlCharacters(picture).includes(text)) return picture;
    await sleep(50);
  }
}
await until('Active handles');
await quiet('sendSignal', 'SIGUSR2', 'orders');
await until('an order came in');
const picture = await until('Uptime');
console.log(picture);
terminal.kill('SIGTERM');
await once(terminal, 'exit');
// #endregion picture

assert.match(stripVTControlCharacters(picture), /orders/);
