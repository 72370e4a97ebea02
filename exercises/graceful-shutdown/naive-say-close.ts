/**
 * Waits before it ends quiet connections and says Connection: close in every answer: of two requests on one connection only the first is answered.
 *
 * @zh 先等一等再结束安静的连接，并在每个应答里写 Connection: close：同一连接上的两个请求只有第一个得到应答。
 * @fails told
 */
import type { Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';

export function prepare(server: Server) {
  const connections = new Map<Socket, Set<ServerResponse>>();
  let ended: Promise<{ cut: number }> | undefined;
  let quietMayGo = false;
  server.on('connection', (socket) => {
    connections.set(socket, new Set());
    socket.once('close', () => connections.delete(socket));
  });
  server.prependListener('request', ({ socket }, response) => {
    const responses = connections.get(socket)!;
    responses.add(response);
    if (ended) response.setHeader('connection', 'close');
    response.once('close', () => {
      responses.delete(response);
      if (quietMayGo && responses.size === 0) socket.destroySoon();
    });
  });

  async function end(deadline: AbortSignal): Promise<{ cut: number }> {
    let cut = 0;
    const closed = new Promise<void>((resolve) =>
      NetServer.prototype.close.call(server, () => resolve()),
    );
    for (const responses of connections.values())
      for (const response of responses)
        if (!response.headersSent) response.setHeader('connection', 'close');
    deadline.addEventListener('abort', () => {
      cut = connections.size;
      for (const socket of connections.keys()) socket.destroy();
    });
    // Time: what is on its way arrives meanwhile. setImmediate: and is read, however late the timer comes.
    setTimeout(() => {
      setImmediate(() => {
        quietMayGo = true;
        for (const [socket, responses] of connections)
          if (responses.size === 0) socket.destroySoon();
      });
    }, 50);
    await closed;
    return { cut };
  }

  return (deadline: AbortSignal) => (ended ??= end(deadline));
}
