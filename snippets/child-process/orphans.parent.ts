// Starts a child in one of three ways, prints its pid, and waits to be killed.
import { spawn, type StdioOptions } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('./orphans.child.ts', import.meta.url));
const way = process.argv[2] ?? '';
const stdio: Record<string, StdioOptions> = {
  plain: 'ignore',
  'watching stdin': ['pipe', 'ignore', 'ignore'],
  'watching the channel': ['ignore', 'ignore', 'ignore', 'ipc'],
};
const child = spawn(process.execPath, [...process.execArgv, file, way], {
  stdio: stdio[way] ?? 'ignore',
});
process.stdout.write(`${child.pid}\n`);
