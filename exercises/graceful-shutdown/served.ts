import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { until } from '../kit/until.ts';

/** The server of a check, with what its clients wait for. */
export interface Served {
  server: Server;
  port: number;
  /** Answers that /held waits for, by its number in the order of arrival. */
  held: ServerResponse[];
  upgraded: Duplex[];
}

/** A server that nothing but its own code ends: no time limit closes a connection meanwhile. */
export function prepared(): Omit<Served, 'port'> {
  const held: ServerResponse[] = [];
  const upgraded: Duplex[] = [];
  const server = createServer({ keepAliveTimeout: 0 }, ({ url }, response) => {
    if (url === '/held') held.push(response);
    else response.end('answer');
  });
  server.on('upgrade', (_request, socket: Duplex) => {
    socket.on('error', () => {});
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: bytes\r\n\r\n',
    );
    upgraded.push(socket);
  });
  return { server, held, upgraded };
}

export async function listening(made: Omit<Served, 'port'>): Promise<Served> {
  made.server.listen(0, '127.0.0.1');
  await once(made.server, 'listening');
  return { ...made, port: (made.server.address() as AddressInfo).port };
}

/** A client that writes bytes. */
export class Client {
  readonly socket: Socket;
  received = '';
  bytes = 0;
  readonly closed: Promise<void>;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => {});
    socket.on('data', (data: Buffer) => {
      this.bytes += data.length;
      if (this.bytes < 100_000) this.received += data.toString('latin1');
    });
    this.closed = new Promise((done) => socket.once('close', () => done()));
  }

  static async open(port: number): Promise<Client> {
    const socket = connect(port, '127.0.0.1');
    const client = new Client(socket);
    await once(socket, 'connect');
    return client;
  }

  /** How many answers have come. */
  get answers(): number {
    return this.received.split('HTTP/1.1 200').length - 1;
  }

  write(path: string, more = ''): void {
    this.socket.write(`GET ${path} HTTP/1.1\r\nHost: here\r\n${more}\r\n`);
  }
}

/** Until the server has seen that many connections. */
export async function connections(server: Server, amount: number): Promise<void> {
  const count = (): Promise<number> =>
    new Promise((resolve) => server.getConnections((_error, number) => resolve(number)));
  await until(async () => (await count()) === amount);
}
