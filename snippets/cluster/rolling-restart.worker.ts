// A worker that can leave without losing a request; RELEASE names the code it "runs".
import cluster from 'node:cluster';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { Server, type Socket } from 'node:net';

// The terminal sends Ctrl-C to all, systemd SIGTERM. The primary tells us
// what to do; if it dies, the channel closes, and Node ends us.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'])
  process.on(signal, () => {});

const release = readFileSync(process.env.RELEASE!, 'utf8');
if (release === 'crashes') process.exit(1);

let draining = false;
const server = createServer((_request, response) => {
  // The client must not use this connection for its next request.
  if (draining) response.setHeader('Connection', 'close');
  // Time: a query, say.
  setTimeout(() => response.end(release), 5);
});

// #region in-hand
// Every connection, with the number of its requests in our hands. Node's
// "idle" leaves out one that never asked, and one with half a head.
const inHand = new Map<Socket, number>();
const count = (socket: Socket, by: number): void => {
  const now = inHand.get(socket);
  if (now !== undefined) inHand.set(socket, now + by);
};
server.on('connection', (socket: Socket) => {
  inHand.set(socket, 0);
  socket.once('close', () => inHand.delete(socket));
});
server.on('request', ({ socket }, response: ServerResponse) => {
  count(socket, 1);
  response.once('close', () => count(socket, -1));
});
// #endregion in-hand

// #region drain
const grace = 300; // ms for kept connections to send one more request

process.once('message', () => {
  draining = true;
  // Not server.close(): that also closes idle connections at once,
  // and on one of them a request may be on its way. This only stops
  // accepting; it calls back when the last connection has ended.
  const close = (): void => {
    Server.prototype.close.call(server, () => {
      process.send!('done', () => cluster.worker!.disconnect());
    });
    setInterval(closeQuiet, grace).unref();
  };
  if (server.listening) close();
  else server.once('listening', close); // Told before we were up.
});
function closeQuiet(): void {
  for (const [socket, now] of inHand) if (now === 0) socket.destroy();
}
// #endregion drain

// #region ready
if (release === 'never listens') setInterval(() => {}, 1_000);
else {
  server.listen(Number(process.env.PORT ?? 0), '127.0.0.1');
  await once(server, 'listening');
  // Here a real worker asks its database, fills its caches.
  if (process.connected) process.send!('healthy');
}
// #endregion ready
