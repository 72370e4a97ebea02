// Runs a tool by a synchronous call, in one of three ways.
import { spawnSync } from 'node:child_process';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const tool = fileURLToPath(new URL('./ctrl-c-sync.tool.ts', import.meta.url));
const way = process.argv[2];
// #region call
if (way !== 'no listener') {
  // It cannot run during the call. That it is there keeps us alive.
  process.on('SIGINT', () => console.log('caller: my listener, at last'));
}
const { status, signal } = spawnSync(
  process.execPath,
  [...process.execArgv, tool],
  { stdio: 'inherit' },
);
console.log(`caller: the tool ended with ${signal ?? status}`);
if (way === 'a listener, and two turns of the loop') {
  // Else nothing is left to wait for. The loop asks for signals once a turn.
  await turn();
  await turn();
}
// #endregion call
