/**
 * Opens `pm2 monit` in a real terminal of 130 by 28 and takes a picture of
 * its screen.
 *
 * @zh 在真实的 130×28 终端里打开 pm2 monit，给它的屏幕拍一张照。
 * @uses pm2-start
 * @needs python3, posix
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { Screen } from './pm2-monit.screen.ts';
import { isolate } from './pm2-start.isolated.ts';

const { home, env, cli, cwd, quiet } = isolate({
  TERM: 'xterm-256color',
  // Metrics stand in the order in which they first came. Those of the event
  // loop have a timer of their own, which may win or lose: without them.
  io: JSON.stringify({ conf: { metrics: { eventLoop: false } } }),
});

// #region terminal
// Node cannot open a pseudo-terminal by itself; Python can.
const open = `
import fcntl, os, pty, signal, struct, sys, termios
pid, fd = pty.fork()
if pid == 0: os.execvp(sys.argv[1], sys.argv[1:])
signal.signal(signal.SIGTERM, lambda *_: os.kill(pid, signal.SIGKILL))
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', 28, 130, 0, 0))
try:
    while data := os.read(fd, 65536): os.write(1, data)
except OSError: pass
os.waitpid(pid, 0)
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
await until('Used Heap Size');
await quiet('sendSignal', 'SIGUSR2', 'orders');
await until('an order came in');
const picture = await until('Uptime');
console.log(picture);
// When it has ended, so has `pm2 monit`: nobody writes to this home any more.
terminal.kill('SIGTERM');
await once(terminal, 'exit');
// #endregion picture

assert.match(stripVTControlCharacters(picture), /orders/);
