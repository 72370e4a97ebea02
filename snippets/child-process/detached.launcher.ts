// A command that starts a daemon, prints its pid, and would like to end.
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [, , way, log = ''] = process.argv;
const file = fileURLToPath(new URL('./detached.daemon.ts', import.meta.url));

// #region daemon
const output =
  way === 'inherited output'
    ? 'inherit'
    : way === 'no log'
      ? 'ignore'
      : openSync(log, 'a'); // Opened here, and kept by the daemon.
const daemon = spawn(process.execPath, [...process.execArgv, file], {
  detached: true, // A session of its own: Ctrl-C does not reach it.
  stdio: ['ignore', output, output], // Nothing that leads to us.
  cwd: '/', // Else it holds on to the folder it was started in.
});
process.stdout.write(`${daemon.pid}\n`);
if (way !== 'no unref') daemon.unref(); // Do not wait for its end.
// #endregion daemon
