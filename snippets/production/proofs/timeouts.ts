import { once } from 'node:events';
import { Agent, createServer, globalAgent, type Server } from 'node:http';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Proofs } from '../../proving.ts';
import { connect, type Kept } from '../../proving-servers.ts';

/** A limit that is tried alone; all others are off. */
type Limit =
  'headersTimeout' | 'requestTimeout' | 'keepAliveTimeout' | 'timeout';

const limits: readonly Limit[] = [
  'headersTimeout',
  'requestTimeout',
  'keepAliveTimeout',
  'timeout',
];
const head = 'POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 99\r\n\r\n';

/** A server with one limit of 500 ms that is looked at every 50 ms. */
async function limited(limit: Limit): Promise<Server> {
  const server = createServer(
    { connectionsCheckingInterval: 50 },
    (request, response) => {
      if (request.url === '/wait') return; // Never answers.
      if (request.url === '/large')
        return void response.end(Buffer.alloc(64 * 2 ** 20));
      request.resume().on('end', () => response.end('answer'));
    },
  );
  for (const name of limits) server[name] = name === limit ? 500 : 0;
  if ('keepAliveTimeoutBuffer' in server) server.keepAliveTimeoutBuffer = 0;
  server.on('clientError', (_, socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** What a client does that can be cut. */
const clients: Record<string, (client: Kept) => unknown> = {
  'sends nothing': () => {},
  'half of a head': ({ socket }) => socket.write(head.slice(0, 30)),
  'half of a body': ({ socket }) => socket.write(`${head}half`),
  'a body, byte by byte': ({ socket }) => {
    socket.write(head);
    const drip = setInterval(() => socket.write('x'), 50);
    socket.once('close', () => clearInterval(drip));
  },
  'waits for its answer': (client) => void client.ask('/wait'),
  'does not read its answer': ({ socket }) => {
    socket.removeAllListeners('data').pause();
    socket.write('GET /large HTTP/1.1\r\nHost: here\r\n\r\n');
  },
  'quiet after an answer': (client) => client.ask(),
};

/** Which limits end this client's connection. */
async function endedBy(act: (client: Kept) => unknown): Promise<string> {
  const tried = limits.map(async (limit) => {
    const server = await limited(limit);
    const accepted = once(server, 'connection');
    const client = await connect((server.address() as AddressInfo).port);
    const [socket] = (await accepted) as [NodeJS.EventEmitter];
    const ended = new Promise((resolve) => socket.once('close', resolve));
    await act(client);
    const late = new Promise((resolve) => setTimeout(resolve, 2500, 'late'));
    const cut = (await Promise.race([ended, late])) !== 'late';
    client.socket.destroy();
    server.closeAllConnections();
    server.close();
    return cut ? [limit] : [];
  });
  return (await Promise.all(tried)).flat().join(', ') || 'none';
}

export const proofs: Proofs = {
  /**
   * Each of four limits alone, 500 ms, all others off: which of them ends the connection of a client that does this?
   * @zh 四个时限各自单独设成 500 毫秒、其余关闭：客户端这样做时，哪些时限会断开它？
   */
  'http-which-limit': async () => {
    const seen = Object.entries(clients).map(async ([what, act]) => [
      what,
      await endedBy(act),
    ]);
    return Object.fromEntries(await Promise.all(seen)) as Record<
      string,
      string
    >;
  },

  /**
   * The limits of a server and of a client that nobody set.
   * @zh 没人设置过的服务器和客户端，各项限制是多少。
   */
  'http-limits-by-version': () => {
    const server = createServer() as unknown as Record<string, unknown>;
    const named = (name: string): string => `${server[name] ?? 'not set'}`;
    const options = (agent: Agent): Record<string, unknown> =>
      (agent as unknown as { options: Record<string, unknown> }).options;
    return {
      headersTimeout: named('headersTimeout'),
      requestTimeout: named('requestTimeout'),
      connectionsCheckingInterval: named('connectionsCheckingInterval'),
      keepAliveTimeout: named('keepAliveTimeout'),
      keepAliveTimeoutBuffer: named('keepAliveTimeoutBuffer'),
      timeout: named('timeout'),
      maxRequestsPerSocket: named('maxRequestsPerSocket'),
      maxHeaderSize: String(http.maxHeaderSize),
      maxConnections: named('maxConnections'),
      'globalAgent keepAlive': `${options(globalAgent).keepAlive}`,
      'globalAgent timeout': `${options(globalAgent).timeout}`,
      'new Agent() keepAlive': `${options(new Agent()).keepAlive ?? false}`,
      'new Agent() maxSockets': `${new Agent().maxSockets}`,
    };
  },

  /**
   * A limit has passed, and the server has a listener for `'timeout'`, or none.
   * @zh 时限到了：服务器有 `'timeout'` 监听器，和没有。
   */
  'http-timeout-listener': async () => {
    const ended = async (limit: Limit, listens: boolean): Promise<string> => {
      const server = await limited(limit);
      const told = new Promise((resolve) => {
        if (listens) server.once('timeout', resolve);
      });
      const client = await connect((server.address() as AddressInfo).port);
      if (limit === 'keepAliveTimeout') await client.ask();
      if (!listens) {
        await client.closed;
        return 'the connection is ended';
      }
      await told;
      for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
      const count = await new Promise<number>((resolve) =>
        server.getConnections((_, connections) => resolve(connections)),
      );
      client.socket.destroy();
      return count === 1 ? 'the connection stays: yours to end' : 'ended';
    };
    return {
      'timeout, no listener': await ended('timeout', false),
      'timeout, a listener': await ended('timeout', true),
      'keepAliveTimeout, no listener': await ended('keepAliveTimeout', false),
      'keepAliveTimeout, a listener': await ended('keepAliveTimeout', true),
    };
  },

  /**
   * `maxRequestsPerSocket` 2, and a client that asks three times over one connection.
   * @zh `maxRequestsPerSocket` 设为 2，客户端在一条连接上问三次。
   */
  'http-max-requests': async () => {
    const server = await limited('headersTimeout');
    server.maxRequestsPerSocket = 2;
    const client = await connect((server.address() as AddressInfo).port);
    const first = await client.ask();
    const second = await client.ask();
    client.socket.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n');
    await once(client.socket, 'data');
    const told = (answer: string): string => {
      const [, status = 'no answer'] = /^HTTP\S+ (\d{3}) /.exec(answer) ?? [];
      const [, says = ''] = /\nConnection: (\S+)/i.exec(answer) ?? [];
      return `${status} ${says}`.trim();
    };
    const third = client.received().slice(first.length + second.length);
    client.socket.destroy();
    server.close();
    return { first: told(first), second: told(second), third: told(third) };
  },
};
