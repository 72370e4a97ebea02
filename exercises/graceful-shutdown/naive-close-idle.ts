/**
 * Calls server.close() and closes idle connections after each answer: half a request head holds the server, and before Node 26 so does a connection that never asked anything.
 *
 * @zh 调用 server.close()，并在每个应答之后关闭空闲连接：半个请求头就能拖住服务器，在 Node 26 之前，一条从没发过请求的连接也能。
 * @fails quiet
 */
import type { Server } from 'node:http';

export function prepare(server: Server) {
  let inHand = 0;
  let ended: Promise<{ cut: number }> | undefined;
  server.prependListener('request', (_request, response) => {
    inHand++;
    if (ended) response.setHeader('connection', 'close');
    response.once('close', () => {
      inHand--;
      if (ended) setImmediate(() => server.closeIdleConnections());
    });
  });

  return (deadline: AbortSignal) =>
    (ended ??= new Promise((resolve) => {
      let cut = 0;
      server.close(() => resolve({ cut }));
      deadline.addEventListener('abort', () => {
        cut = inHand;
        server.closeAllConnections();
      });
    }));
}
