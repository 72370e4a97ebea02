// An HTTP server that ends at SIGTERM: its first argument says how, "naive" or "graceful".
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

const how = process.argv[2];
const database = { close: async () => console.log('  database closed') };

// #region server
const server = createServer((request, response) => {
  const slow = request.url === '/slow';
  setTimeout(() => response.end('answer'), slow ? 400 : 1);
});
// #endregion server

// #region keep-alive
// Before the listener above: it may answer at once.
server.prependListener('request', (_, response: ServerResponse) => {
  if (closing) response.setHeader('connection', 'close');
  // Those that were already being answered have no such header. Node
  // would leave their connections open for the next request.
  response.once('close', () => {
    if (closing) setImmediate(() => server.closeIdleConnections());
  });
});
// #endregion keep-alive

// #region silent
// Connections that never asked anything: a browser's spare one, a
// balancer's probe. Node does not count them as idle.
const silent = new Set<Socket>();
server.on('connection', (socket) => {
  silent.add(socket);
  socket.once('data', () => silent.delete(socket));
  socket.once('close', () => silent.delete(socket));
});
// #endregion silent

// #region close
let closing = false;
const deadline = 2_000;

async function shutDown(): Promise<void> {
  if (!server.listening) return; // Ctrl-C twice is one shutdown.
  // From now on every answer says "connection: close".
  closing = how === 'graceful';

  // What comes too late is cut off, so that we end before SIGKILL does
  // it for us. unref: the timer itself must not keep us here.
  const late = setTimeout(() => {
    console.log('  deadline passed');
    server.closeAllConnections();
    process.exitCode = 1;
  }, deadline).unref();

  // No new connections; since Node 19 this closes the idle ones, too.
  const closed = new Promise((resolve) => server.close(resolve));
  if (closing) for (const socket of silent) socket.destroy();
  await closed;
  clearTimeout(late);
  await database.close(); // Last: the requests above needed it.
  process.disconnect(); // What held us open; then the loop is empty.
}
process.on('SIGTERM', () => void shutDown());
process.on('SIGINT', () => void shutDown());
// #endregion close

process.on('message', () => {}); // The parent's channel keeps us alive.
server.listen(0, '127.0.0.1', () => {
  process.send!((server.address() as AddressInfo).port);
});
