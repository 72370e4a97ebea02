/**
 * Ends a server that has a WebSocket, a stream of events and an HTTP/2 session open:
 * by close() alone, and by telling each of them in its own protocol.
 *
 * @zh 结束一个还开着 WebSocket、事件流和 HTTP/2 会话的服务器：只用 close()，和按各自的协议逐个告知。
 * @needs posix
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';

const file = new URL('./drain-connections.server.ts', import.meta.url);
const host = '127.0.0.1';

// #region websocket
/** A WebSocket by hand, once it is open: how it ends, and with what code. */
async function webSocket(port: number) {
  const socket = connect(port, host).on('error', () => {});
  socket.write(
    'GET / HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  await once(socket, 'data');
  let frames = Buffer.alloc(0);
  socket.on('data', (part: Buffer) => (frames = Buffer.concat([frames, part])));
  const ended = new Promise<string>((resolve) =>
    socket.once('close', () =>
      resolve(
        frames[0] === 0x88 // A close frame; without one, browsers say 1006.
          ? `closed with ${frames.readUInt16BE(2)}`
          : 'cut: 1006 in a browser',
      ),
    ),
  );
  return { ended };
}
// #endregion websocket

// #region others
async function eventStream(port: number) {
  const asked = get({ port, host, agent: false });
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  let all = '';
  response.on('data', (part: Buffer) => (all += String(part)));
  response.on('error', () => {});
  const ended = new Promise<string>((resolve) =>
    response.once('close', () => {
      const retry = all.includes('retry: ') ? ', told when to come back' : '';
      resolve(response.complete ? `ended${retry}` : 'cut off');
    }),
  );
  return { ended };
}

function http2Request(port: number) {
  const session = connectHttp2(`http://${host}:${port}`);
  session.on('error', () => {});
  const stream = session.request({ ':path': '/' });
  let all = '';
  stream.on('data', (part: Buffer) => (all += String(part)));
  stream.on('error', () => {});
  const ended = new Promise<string>((resolve) =>
    session.once('close', () => resolve(all || 'no answer')),
  );
  return { ended };
}
// #endregion others

// #region run
async function end(how: string): Promise<Record<string, string>> {
  const server = fork(file, [how]);
  const [ports] = (await once(server, 'message')) as [Record<string, number>];
  const socket = await webSocket(ports.web!);
  const events = await eventStream(ports.web!);
  const asked = once(server, 'message');
  const request = http2Request(ports.http2!);
  await asked;
  const exited = once(server, 'exit');
  server.kill('SIGTERM');
  const seen: Record<string, string> = {
    WebSocket: await socket.ended,
    events: await events.ended,
    'HTTP/2 request': await request.ended,
  };
  seen['exit code'] = String((await exited)[0]);
  console.log(how);
  for (const [kind, came] of Object.entries(seen))
    console.log(`  ${kind}: ${came}`);
  return seen;
}
const naive = await end('close');
const drained = await end('drain');
// #endregion run

assert.equal(naive.WebSocket, 'cut: 1006 in a browser');
assert.equal(naive['exit code'], '1', 'only the deadline ended it');
assert.deepEqual(drained, {
  WebSocket: 'closed with 1012',
  events: 'ended, told when to come back',
  'HTTP/2 request': 'answer',
  'exit code': '0',
});
