/**
 * Lets the same hostile code run as a child, a detached child, a thread and under the
 * permission model, and prints what each of them could do.
 *
 * @zh 让同一段恶意代码分别作为子进程、detached 的子进程、线程以及在权限模型下运行，打印它们各自能做到什么。
 * @needs sh, linux
 */
import assert from 'node:assert/strict';
import { spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';

const folder = await realpath(await mkdtemp(join(tmpdir(), 'sandbox-')));
await writeFile(join(folder, 'secret.txt'), 'secret');
const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

// #region hostile
/** CommonJS, as it has to run as a worker with `eval: true` too. */
const hostile = `
  const { execFileSync } = require('node:child_process');
  const fs = require('node:fs');
  const [folder, port, parent] = ${JSON.stringify([folder, port, process.pid])};
  const tries = {
    'read my files': () => fs.readFileSync(folder + '/secret.txt'),
    'write my files': () => fs.writeFileSync(folder + '/mark', ''),
    'start programs': () => execFileSync(process.execPath, ['--version']),
    'signal my process': () => process.kill(parent, 0),
    'see my environment': () => {
      if (process.env.TOKEN === undefined) throw new Error('empty');
    },
  };
  const can = Object.keys(tries).filter((name) => {
    try { tries[name](); return true; } catch { return false; }
  });
  const done = () => console.log(can.join(', ') || 'nothing of it');
  require('node:net').connect(port, '127.0.0.1')
    .on('error', done)
    .on('connect', function () { can.push('connect'); this.end(); done(); });
`;
// #endregion hostile

// #region ways
process.env.TOKEN = 'of the parent';
async function child(flags: string[], options: SpawnOptions = {}) {
  const run = spawn(process.execPath, [...flags, '-e', hostile], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...options,
  });
  return (await text(run.stdout!)).trim();
}
async function thread(): Promise<string> {
  const worker = new Worker(hostile, { eval: true, stdout: true, env: {} });
  return (await text(worker.stdout)).trim();
}
// Up to Node 22.12 the flag has the word experimental in it.
const permission = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';
const quiet = '--no-warnings';

const can: Record<string, string> = {
  'a child process': await child([]),
  'detached: true': await child([], { detached: true }),
  'an empty environment': await child([], { env: {} }),
  'a worker thread': await thread(),
  'the permission model': await child([permission, quiet], { env: {} }),
};
for (const [way, what] of Object.entries(can))
  console.log(`${way}:\n  ${what}`);
// #endregion ways

// #region environ
// An empty environment hides little: the parent's is readable.
const peek = `fs.readFileSync('/proc/${process.pid}/environ', 'latin1')`;
if (existsSync('/proc/self/environ')) {
  const script = `console.log(${peek}.includes('PATH=') ? 'yes' : 'no')`;
  const run = spawn(process.execPath, ['-e', script], { env: {} });
  console.log(
    "reads the parent's environment:",
    (await text(run.stdout)).trim(),
  );
}
// #endregion environ

// #region limits
// Limits come from the system. Here a shell sets one, and then becomes
// the program: exec keeps the pid, so kill() still reaches it.
const limited = spawn(
  'sh',
  ['-c', 'ulimit -t 1 && exec "$@"', 'sh', process.execPath, '-e', 'for(;;);'],
  { stdio: 'ignore', timeout: 20_000 },
);
const [code, signal] = await once(limited, 'close');
console.log(`one second of CPU: code ${code}, signal ${signal}`);
// #endregion limits

server.close();
await rm(folder, { recursive: true });
const all = can['an empty environment'];
assert.match(all ?? '', /^read .* write .* start .* signal .* connect$/);
assert.equal(can['a worker thread'], all);
assert.doesNotMatch(can['the permission model'] ?? '', /read|write|start/);
