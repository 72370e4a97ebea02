// An HTTP server that ends at SIGTERM: its first argument says how, "naive" or "graceful".
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { Server as NetServer, type AddressInfo, type Socket } from 'node:net';

const graceful = process.argv[2] === 'graceful';
const say = (line: string): void => console.log(line);
const database = { close: async () => say('database closed') };

// #region server
const server = createServer(({ url }, response) => {
  say(`${url} arrived`);
  // Time: work that takes a while.
  setTimeout(() => response.end('answer'), url === '/slow' ? 400 : 1);
});
// #endregion server

// #region in-hand
// Every connection, and how many of its requests are in our hands. To
// Node a spare connection of a browser is not idle, nor is half a request
// head; and an upgraded one it counts, but closes with none of its calls.
const inHand = new Map<Socket, number>();
server.on('connection', (socket: Socket) => {
  inHand.set(socket, 0);
  socket.once('close', () => inHand.delete(socket));
});
const count = (socket: Socket, by: number): void => {
  if (inHand.has(socket)) inHand.set(socket, inHand.get(socket)! + by);
};
// #endregion in-hand

// #region keep-alive
// Before the listener above: it may answer at once.
server.prependListener('request', ({ socket }, response: ServerResponse) => {
  count(socket, 1);
  response.once('close', () => count(socket, -1));
  if (closing && graceful) response.setHeader('connection', 'close');
});
/** Ends connections on which nothing is to be answered. */
function closeQuiet(): void {
  for (const [socket, requests] of inHand) if (!requests) socket.destroy();
}
// #endregion keep-alive

// #region close
let closing = false;
const grace = 100; // ms for requests that are under way to us
const deadline = Number(process.env.DEADLINE ?? 2_000);

async function shutDown(): Promise<void> {
  if (closing) return; // Ctrl-C twice is one shutdown.
  closing = true;
  say('closing');
  // What comes too late is cut off, so that we end before SIGKILL does
  // it for us. unref: the timer itself must not keep us here.
  // Time: the deadline.
  const late = setTimeout(() => {
    say('deadline passed: what is open is cut');
    for (const socket of inHand.keys()) socket.destroy();
    process.exitCode = 1;
  }, deadline).unref();

  if (!server.listening) await once(server, 'listening'); // A quick signal.
  const closed = graceful
    ? // Only stops listening. server.close() also closes idle connections at
      // once, and on one of them a request may be under way.
      new Promise((done) => NetServer.prototype.close.call(server, done))
    : new Promise((done) => server.close(done));
  if (graceful) setInterval(closeQuiet, grace).unref();
  await closed;
  clearTimeout(late);
  await database.close(); // Last: the requests above needed it.
} // Nothing holds us any more: the process ends by itself.

process.on('SIGTERM', shutDown).on('SIGINT', shutDown);
// #endregion close

process.on('disconnect', shutDown); // Who started us is gone.
process.channel?.unref();
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  say(`listening on port ${(server.address() as AddressInfo).port}`);
});
