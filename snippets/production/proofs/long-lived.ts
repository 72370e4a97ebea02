import { once } from 'node:events';
import {
  createServer,
  get,
  type IncomingMessage,
  type Server,
} from 'node:http';
import * as http2 from 'node:http2';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server as NetServer } from 'node:net';
import { nameOf, type Proofs } from '../../proving.ts';
import { connect } from '../../proving-servers.ts';

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
};
const portOf = async (server: NetServer): Promise<number> => {
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  return (server.address() as AddressInfo).port;
};

/** An HTTP/2 server whose `/slow` waits for `release`, and a client with one session. */
async function session() {
  let release = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  const server = http2.createServer(async (request, response) => {
    if (request.url === '/slow') await released;
    response.end('answer');
  });
  const inServer = once(server, 'session') as Promise<
    [http2.ServerHttp2Session]
  >;
  const client = http2.connect(`http://127.0.0.1:${await portOf(server)}`);
  client.on('error', () => {});
  const ask = (path: string): Promise<string> =>
    new Promise((resolve) => {
      try {
        const stream = client.request({ ':path': path });
        let all = '';
        stream.on('data', (part) => (all += part));
        stream.on('end', () => resolve(all || 'no answer'));
        stream.on('error', (error) => resolve(nameOf(error)));
      } catch (error) {
        resolve(nameOf(error));
      }
    });
  await ask('/');
  const [served] = await inServer;
  const closed = new Promise<string>((resolve) =>
    client.once('close', () => resolve('is closed')),
  );
  return { server, client, served, ask, release, closed };
}

/** What a session hears when its server ends it so: one that is idle, and one with a request under way. */
async function sessionMeets(
  act: (server: http2.Http2Server, session: http2.ServerHttp2Session) => void,
): Promise<Record<string, string>> {
  const idle = await session();
  act(idle.server, idle.served);
  const late = new Promise<string>((resolve) =>
    setTimeout(resolve, 700, 'stays open'),
  );
  const idleEnd = await Promise.race([idle.closed, late]);
  idle.client.destroy();
  const busy = await session();
  const goaway = once(busy.client, 'goaway').then(([code]) => `GOAWAY ${code}`);
  const arrived = once(busy.server, 'request');
  const slow = busy.ask('/slow');
  await arrived;
  act(busy.server, busy.served);
  const told = await Promise.race([
    goaway,
    new Promise<string>((resolve) => setTimeout(resolve, 700, 'nothing')),
  ]);
  const further = await busy.ask('/');
  busy.release();
  const seen = {
    'an idle session': idleEnd,
    'a session with a request hears': told,
    'its next request': further,
    'the one under way': await slow,
  };
  busy.client.destroy();
  return seen;
}

/** One long answer, and each way to close its server. */
async function answering(
  type: string,
  end: (server: Server) => void,
): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': type }).write('data: 1\n\n');
  });
  const asked = get({ port: await portOf(server), host: '127.0.0.1' });
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.on('error', () => {}).resume();
  const cut = new Promise<string>((resolve) =>
    response.once('close', () => resolve('cut off')),
  );
  server.close();
  end(server);
  await turns();
  const count = await new Promise<number>((resolve) =>
    server.getConnections((_, connections) => resolve(connections)),
  );
  if (count === 0) return cut;
  asked.destroy();
  return 'stays open';
}

export const proofs: Proofs = {
  /**
   * A stream of events (SSE) under way, by how its server is closed.
   * @zh 正在推送的事件流（SSE），看服务器怎样关。
   */
  'close-event-stream': async () => {
    const type = 'text/event-stream';
    return {
      'close()': await answering(type, () => {}),
      'closeIdleConnections()': await answering(type, (server) =>
        server.closeIdleConnections(),
      ),
      'closeAllConnections()': await answering(type, (server) =>
        server.closeAllConnections(),
      ),
    };
  },

  /**
   * `close()` of an HTTP/2 server: what do its sessions hear?
   * @zh HTTP/2 服务器的 `close()`：各个会话听到什么？
   */
  'http2-server-close': () => sessionMeets((server) => server.close()),

  /**
   * `session.close()` on the server: what do the sessions hear?
   * @zh 在服务器上调用 `session.close()`：会话听到什么？
   */
  'http2-session-close': () =>
    sessionMeets((server, served) => {
      server.close();
      served.close();
    }),

  /**
   * `session.destroy()` on the server.
   * @zh 在服务器上调用 `session.destroy()`。
   */
  'http2-session-destroy': () =>
    sessionMeets((server, served) => {
      server.close();
      served.destroy();
    }),

  /**
   * The closing functions that an HTTP/2 server has.
   * @zh HTTP/2 服务器有哪些关闭函数。
   */
  'http2-has-no-close-all': () => {
    const has = (name: string): string => {
      const server = http2.createServer() as unknown as Record<string, unknown>;
      return typeof server[name] === 'function' ? 'there' : 'not there';
    };
    return {
      'close()': has('close'),
      'closeIdleConnections()': has('closeIdleConnections'),
      'closeAllConnections()': has('closeAllConnections'),
    };
  },

  /**
   * A connection to an HTTPS server whose handshake has not begun, by how the server is closed.
   * @zh 连上 HTTPS 服务器、还没开始握手的连接，看服务器怎样关。
   */
  'close-before-handshake': async () => {
    const after = async (end: (server: Server) => void): Promise<string> => {
      const server = createSecureServer();
      const accepted = once(server, 'connection');
      const client = await connect(await portOf(server));
      await accepted;
      server.close();
      end(server);
      await turns();
      const count = await new Promise<number>((resolve) =>
        server.getConnections((_, connections) => resolve(connections)),
      );
      client.socket.destroy();
      return count === 0 ? 'ended at once' : 'stays open';
    };
    return {
      'close()': await after(() => {}),
      'closeAllConnections()': await after((server) =>
        server.closeAllConnections(),
      ),
    };
  },
};
