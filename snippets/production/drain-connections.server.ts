// A server of drain-connections.ts: WebSockets and a stream of events on one port, HTTP/2 on another.
import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { ServerHttp2Session } from 'node:http2';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

const drains = process.argv[2] === 'drain';
const deadline = drains ? 15_000 : 700;

// #region track
const web = createServer(); // Each kind is kept in a set of its own.
const events = new Set<ServerResponse>();
web.on('request', (_, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('data: 1\n\n');
  events.add(response);
  response.once('close', () => events.delete(response));
});
const sockets = new Set<Duplex>();
web.on('upgrade', ({ headers }, socket: Socket) => {
  const key = `${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash('sha1').update(key).digest('base64');
  socket.write(
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n' +
      `Upgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  sockets.add(socket);
  socket.on('error', () => {}).resume(); // Its frames are not the lesson.
  socket.once('close', () => sockets.delete(socket));
});
const http2 = createHttp2Server((_, response) => {
  process.send!('asked');
  // Time: a request that takes a while.
  setTimeout(() => response.end('answer'), 300);
});
const sessions = new Set<ServerHttp2Session>();
http2.on('session', (session) => {
  sessions.add(session);
  session.once('close', () => sessions.delete(session));
});
// #endregion track

// #region drain
function drain(): void {
  web.close(); // Nobody new. None of the sets is touched by that.
  http2.close();
  // HTTP/2: GOAWAY. Streams that are under way end, new ones go elsewhere.
  for (const session of sessions) session.close();
  // Events: end the answer between two of them. EventSource comes back by
  // itself, after as many ms as it was told; not all clients at once.
  for (const response of events) {
    const { socket } = response; // Kept alive after the answer, or it stays.
    const retry = Math.round(1000 + Math.random() * 4000);
    response.end(`retry: ${retry}\n\n`, () => socket?.destroySoon());
  }
  // WebSocket: the close frame with 1012, "service restart". The client
  // answers with one of its own; who does not is cut after a moment, and so is who does not read.
  const closing = Buffer.from([0x88, 2, 1012 >> 8, 1012 & 255]);
  for (const socket of sockets) socket.end(closing);
  // Time: how long a client may take.
  setTimeout(() => {
    for (const one of [...sockets, ...events]) one.destroy();
  }, 500).unref();
}
// #endregion drain

// #region signal
process.once('SIGTERM', () => {
  // Time: the deadline, which has to be below the platform's.
  setTimeout(() => process.exit(1), deadline).unref();
  process.disconnect();
  if (drains) return drain();
  web.close();
  web.closeIdleConnections();
  http2.close();
});
// #endregion signal

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () =>
      resolve((server.address() as AddressInfo).port),
    ),
  );
process.send!({ web: await listen(web), http2: await listen(http2) });
