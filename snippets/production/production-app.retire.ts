// How a worker of production-app.ts leaves: it answers what it has, closes what is quiet, and ends.
import type { Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';

const grace = 250; // ms for a request that is under way to us.

// #region retire
/** Prepares a server for its end: the function makes it leave, once. */
export function retirement(server: Server, done: () => void): () => void {
  // Every connection, with its requests in hand. Node's own notion will
  // not do: half a request head is neither idle nor a request, and an
  // upgraded connection is one that no closing function of it ends.
  const inHand = new Map<Socket, number>();
  server.on('connection', (socket: Socket) => {
    inHand.set(socket, 0);
    socket.once('close', () => inHand.delete(socket));
  });
  // Before the listener that may answer at once.
  server.prependListener('request', ({ socket }, response: ServerResponse) => {
    inHand.set(socket, inHand.get(socket)! + 1);
    response.once('close', () => {
      const count = inHand.get(socket);
      if (count !== undefined) inHand.set(socket, count - 1);
    });
    // The client opens its next connection elsewhere.
    if (retiring) response.setHeader('connection', 'close');
  });

  let retiring = false;
  const close = (): void => {
    // Not server.close(): it closes idle connections at once, also those
    // on which the next request is already under way. This only stops
    // listening, and calls back when the last connection has ended.
    NetServer.prototype.close.call(server, done);
    // setImmediate: first the loop reads what has arrived meanwhile.
    setInterval(() => setImmediate(closeQuiet), grace).unref();
  };
  const closeQuiet = (): void => {
    for (const [socket, count] of inHand) if (count === 0) socket.destroy();
  };
  return () => {
    if (retiring) return;
    retiring = true;
    // Asked to leave before it listens: then as soon as it does.
    if (server.listening) close();
    else server.once('listening', close);
  };
}
// #endregion retire
