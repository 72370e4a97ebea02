// Listens as it is ordered to, and tells how that went.
import cluster from 'node:cluster';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import type { AddressInfo, ListenOptions } from 'node:net';

export type Order = { listen: ListenOptions } | { udp: true };
export type Told = { port?: number; error?: string | undefined };

const tell = (told: Told): void => void process.send!(told);
const id = cluster.worker!.id;

process.on('message', (order: Order) => {
  if ('udp' in order) {
    const socket = createSocket('udp4', (_data, { port, address }) => {
      socket.send(String(id), port, address);
    });
    socket.bind(0, '127.0.0.1', () => tell({ port: socket.address().port }));
    return;
  }
  const server = createServer((_request, response) => {
    response.end(`worker ${id}`);
  });
  server.once('error', ({ code }: NodeJS.ErrnoException) =>
    tell({ error: code }),
  );
  server.listen({ host: '127.0.0.1', ...order.listen }, () => {
    tell({ port: (server.address() as AddressInfo).port });
  });
});
tell({}); // Ready for orders.
