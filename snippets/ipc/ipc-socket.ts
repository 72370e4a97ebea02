/**
 * Two processes talk over a Unix domain socket: why a stream needs frames, how to
 * make them, and the socket file that a killed server leaves behind.
 *
 * @zh 两个进程经 Unix domain socket 通信：字节流为什么要分帧、怎么分，以及服务端被杀后留下的 socket 文件。
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frame, frames } from './ipc-socket.frames.ts';

const file = new URL('./ipc-socket.server.ts', import.meta.url);
const folder = await mkdtemp(join(tmpdir(), 'ipc-'));
// A named pipe on Windows: no file there, and nothing to remove.
const path =
  process.platform === 'win32'
    ? String.raw`\\.\pipe\ipc-socket-${process.pid}`
    : join(folder, 'server.sock');

/** Starts the server process; it says how it came to its address. */
async function serve() {
  const server = fork(file, [path]);
  const [how] = await once(server, 'message');
  console.log('server:', how);
  return server;
}

const server = await serve();

// #region naive
async function chunksOf(...texts: string[]): Promise<string[]> {
  const socket = connect(`${path}.raw`);
  await once(socket, 'connect');
  socket.cork(); // Together, as several small writes often leave.
  for (const text of texts) socket.write(text);
  socket.end();
  const [chunks] = await once(server, 'message');
  return chunks;
}
const small = await chunksOf('one', 'two', 'three');
const large = await chunksOf('x'.repeat(1_000_000));
console.log('three small writes arrive as:', small);
console.log('one large write arrives whole:', large.length === 1);
// #endregion naive

// #region framed
const socket = connect(path);
const requests = ['one', '二', 'x'.repeat(1_000_000)];
for (const text of requests) socket.write(frame(text));
socket.end();
const answers = [];
for await (const answer of frames(socket)) answers.push(answer);
console.log('with frames:', answers.join(', '));
// #endregion framed

// #region limit
const attacker = connect(path);
attacker.write(Buffer.from([0xff, 0xff, 0xff, 0xff])); // "4 GB follow."
attacker.resume();
await once(attacker, 'close');
console.log('a frame that is too long: connection closed');
// #endregion limit

// #region stale
const killed = once(server, 'exit');
server.kill('SIGKILL'); // The file of the socket stays behind.
await killed;
const [error] = await once(connect(path), 'error');
console.log('nobody listens:', error.code);
const again = await serve();
const ended = once(again, 'exit');
again.disconnect();
await ended;
// #endregion stale

await rm(folder, { recursive: true });
assert.deepEqual(small, ['onetwothree']);
assert.ok(large.length > 1);
assert.deepEqual(answers, ['length 3', 'length 1', 'length 1000000']);
