/**
 * Keeps a list of connections and destroys at once those without a request: one whose request has just arrived is among them.
 *
 * @zh 自己记下所有连接，立刻销毁没有请求的那些：请求刚刚到达、还没被读到的连接也在其中。
 * @fails late
 */
import type { Server } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';

export function prepare(server: Server) {
  const inHand = new Map<Socket, number>();
  let ended: Promise<{ cut: number }> | undefined;
  server.on('connection', (socket) => {
    inHand.set(socket, 0);
    socket.once('close', () => inHand.delete(socket));
  });
  server.prependListener('request', ({ socket }, response) => {
    inHand.set(socket, inHand.get(socket)! + 1);
    response.once('close', () => {
      if (!inHand.has(socket)) return;
      inHand.set(socket, inHand.get(socket)! - 1);
      if (ended && inHand.get(socket) === 0) socket.destroySoon();
    });
  });

  return (deadline: AbortSignal) =>
    (ended ??= new Promise((resolve) => {
      let cut = 0;
      NetServer.prototype.close.call(server, () => resolve({ cut }));
      for (const [socket, requests] of inHand) if (requests === 0) socket.destroy();
      deadline.addEventListener('abort', () => {
        cut = inHand.size;
        for (const socket of inHand.keys()) socket.destroy();
      });
    }));
}
