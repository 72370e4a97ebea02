// Answers with its index; says when a connection has closed.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

const server = createServer((_request, response) => {
  response.end(process.env.INDEX);
});
// #region closed
server.on('connection', (socket: Socket) => {
  socket.once('close', () => {
    if (process.connected) process.send!('closed');
  });
});
// #endregion closed
if (process.env.LISTEN) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.send!({ port: (server.address() as AddressInfo).port });
} else {
  process.on('message', (_message, socket: Socket | undefined) => {
    if (!socket) {
      process.send!('closed'); // Gone on its way here: count it out.
      return;
    }
    server.emit('connection', socket);
    socket.resume();
  });
  process.send!({ port: 0 });
}
process.once('disconnect', () => process.exit());
