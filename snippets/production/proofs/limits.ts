import { once } from 'node:events';
import { createServer, type ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Proofs } from '../../proving.ts';
import { connect } from '../../proving-servers.ts';

/** When a connection that sent this is ended, and with what answer. */
async function cutOff(sent: string, options: ServerOptions): Promise<string> {
  const server = createServer(options, (request, response) => {
    request.resume().on('end', () => response.end('answer'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = await connect((server.address() as AddressInfo).port);
  const from = performance.now();
  client.socket.write(sent);
  await client.closed;
  server.close();
  const late = performance.now() - from > 1400;
  const [, status = 'no answer'] = / (\d+) /.exec(client.received()) ?? [];
  return `${status}, ${late ? 'at the next look' : 'soon after the limit'}`;
}

const halfHead = 'GET / HTTP/1.1\r\nHost: here\r\n';
const halfBody = `POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\nhalf`;

export const proofs: Proofs = {
  /**
   * A head that does not end, `headersTimeout` 100 ms, by how often the server looks.
   * @zh 请求头一直发不完；`headersTimeout` 100 毫秒，看服务器多久检查一次。
   */
  'http-headers-limit': async () => ({
    'every 50 ms': await cutOff(halfHead, {
      headersTimeout: 100,
      connectionsCheckingInterval: 50,
    }),
    'every 1,500 ms': await cutOff(halfHead, {
      headersTimeout: 100,
      connectionsCheckingInterval: 1500,
    }),
  }),

  /**
   * A body that does not end, `requestTimeout` 100 ms, by how often the server looks.
   * @zh 请求体一直发不完；`requestTimeout` 100 毫秒，看服务器多久检查一次。
   */
  'http-request-limit': async () => ({
    'every 50 ms': await cutOff(halfBody, {
      requestTimeout: 100,
      headersTimeout: 90,
      connectionsCheckingInterval: 50,
    }),
    'every 1,500 ms': await cutOff(halfBody, {
      requestTimeout: 100,
      headersTimeout: 90,
      connectionsCheckingInterval: 1500,
    }),
  }),

  /**
   * The limits of a server that nobody set, and how often it looks.
   * @zh 没人设置过的服务器，各项时限是多少、多久检查一次。
   */
  'http-default-limits': () => {
    const server = createServer() as ReturnType<typeof createServer> & {
      connectionsCheckingInterval: number;
    };
    const ms = (value: number): string => `${value / 1000} s`;
    return {
      headersTimeout: ms(server.headersTimeout),
      requestTimeout: ms(server.requestTimeout),
      keepAliveTimeout: ms(server.keepAliveTimeout),
      connectionsCheckingInterval: ms(server.connectionsCheckingInterval),
    };
  },
};
