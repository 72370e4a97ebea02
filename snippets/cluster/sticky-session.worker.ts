// Knows the sessions that began here, and no others.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';

const sessions = new Set<string>();
const known = (url = ''): boolean =>
  sessions.has(new URL(url, 'http://localhost').searchParams.get('sid') ?? '');

const server = createServer((request, response) => {
  if (request.url === '/handshake') {
    const sid = randomUUID();
    sessions.add(sid);
    response.end(sid);
  } else {
    response.writeHead(known(request.url) ? 200 : 400).end();
  }
});
server.on('upgrade', (request, socket) => {
  if (!known(request.url)) {
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    return;
  }
  const lines = ['Connection: Upgrade', 'Upgrade: websocket', '', ''];
  socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}`);
  socket.on('error', () => {}).resume(); // Frames would come from here.
});

// #region accept
if (process.env.LISTEN) server.listen(0, '127.0.0.1');
else {
  // It never listens: connections come from the primary, one by one.
  process.on('message', (_message, socket: Socket | undefined) => {
    if (!socket) return; // The client was gone before it got here.
    server.emit('connection', socket);
    socket.resume();
  });
  process.send!('ready');
}
// #endregion accept
