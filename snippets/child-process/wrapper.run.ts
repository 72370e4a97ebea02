// Runs the program of its arguments so that a caller cannot tell the two apart.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { isatty } from 'node:tty';

// #region signals
// Ctrl-C and Ctrl-\ go from a terminal to its whole group: the child has
// its own. Without a terminal, whoever sent it meant the wrapper alone.
const terminal = [0, 1, 2].some(isatty);
const typed: NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];
const sent: NodeJS.Signals[] = ['SIGTERM', 'SIGHUP', 'SIGUSR2'];
for (const signal of [...typed, ...sent]) {
  process.on(signal, () => {
    if (!(terminal && typed.includes(signal))) child.kill(signal);
  });
}
const [program = '', ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: 'inherit' }); // They listen.
// #endregion signals

// #region end
child.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  console.error(`wrapper: ${message}`);
  process.exit(code === 'ENOENT' ? 127 : 126); // As a shell says it.
});
child.on('exit', (code, signal) => {
  if (signal) endBy(signal);
  else process.exit(code);
});

/** Ends this process as the child has ended. */
function endBy(signal: NodeJS.Signals): void {
  process.exitCode = 128 + constants.signals[signal]; // If it does not end us.
  if (signal !== 'SIGKILL') {
    // Node ignores SIGPIPE and takes SIGUSR1 for itself. A listener that
    // comes and goes leaves the system's own answer in its place.
    process.on(signal, () => {});
    process.removeAllListeners(signal);
  }
  process.kill(process.pid, signal);
}
// #endregion end
