import { once } from 'node:events';
import { createServer, type Server, type ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Proofs } from '../../proving.ts';
import { nameOf, run } from '../../proving.ts';
import { ask, connect } from '../../proving-servers.ts';

/** A server that answers at once, but for `/slow`, which waits for its `release`. */
async function serving(options: ServerOptions = {}) {
  let release = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  const server = createServer(options, async ({ url }, response) => {
    if (url === '/slow') await released;
    response.end('answer');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port, release };
}

/** How many connections a server has, after all that was ended just now is gone. */
async function left(server: Server): Promise<number> {
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
  return new Promise((resolve) =>
    server.getConnections((_, count) => resolve(count)),
  );
}

/** A connection in one of the states that `close()` can meet. */
async function inState(state: string, port: number, server: Server) {
  const client = await connect(port);
  if (state === 'after an answer') await client.ask();
  if (state === 'half of a head') client.socket.write('GET / HTTP/1.1\r\n');
  if (state === 'request under way') {
    const asked = once(server, 'request');
    void client.ask('/slow');
    await asked;
  }
  // Its bytes, if any, are read when a second connection has been served.
  await ask(port);
  return client;
}

/** For each state: does the connection end at once? */
async function eachState(end: (server: Server) => void) {
  const seen: Record<string, string> = {};
  for (const state of [
    'after an answer',
    'nothing sent yet',
    'half of a head',
    'request under way',
  ]) {
    const { server, port } = await serving();
    await inState(state, port, server);
    end(server);
    seen[state] = (await left(server)) === 0 ? 'ended at once' : 'stays open';
  }
  return seen;
}

/** A connection that has sent this, a limit of 500 ms for the head that is looked at every 50 ms, and a server that is closed or not. */
async function unfinished(state: string, closed: boolean): Promise<string> {
  const { server, port } = await serving({
    headersTimeout: 500,
    connectionsCheckingInterval: 50,
  });
  const client = await inState(state, port, server);
  if (closed) server.close();
  if (closed && (await left(server)) === 0) return 'ended by close()';
  const limit = new Promise((resolve) => setTimeout(resolve, 2000));
  const ended = await Promise.race([client.closed.then(() => true), limit]);
  return ended ? 'ended by headersTimeout' : 'stays: nobody looks any more';
}

/** Upgrades a connection; gives the server's end of it. */
async function upgraded() {
  const { server, port } = await serving();
  const upgrade = once(server, 'upgrade') as Promise<[unknown, Duplex]>;
  const client = await connect(port);
  client.socket.write(
    'GET / HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n',
  );
  const [, socket] = await upgrade;
  return { server, socket };
}

export const proofs: Proofs = {
  /**
   * `server.close()`, by what the connection has done so far.
   * @zh `server.close()` 对处在不同状态的连接做什么。
   */
  'http-close': () => eachState((server) => server.close()),

  /**
   * `closeIdleConnections()`, by what the connection has done so far.
   * @zh `closeIdleConnections()` 对处在不同状态的连接做什么。
   */
  'http-close-idle': () => eachState((server) => server.closeIdleConnections()),

  /**
   * `closeAllConnections()`, by what the connection has done so far.
   * @zh `closeAllConnections()` 对处在不同状态的连接做什么。
   */
  'http-close-all': () => eachState((server) => server.closeAllConnections()),

  /**
   * A connection without a whole request, four times as long as `headersTimeout`.
   * @zh 一个没发完请求的连接，过了四倍 `headersTimeout` 的时间。
   */
  'http-close-headers-limit': async () => {
    const [a, b, c, d] = await Promise.all([
      unfinished('nothing sent yet', false),
      unfinished('nothing sent yet', true),
      unfinished('half of a head', false),
      unfinished('half of a head', true),
    ]);
    return {
      'silent, the server goes on': a,
      'silent, after close()': b,
      'half of a head, the server goes on': c,
      'half of a head, after close()': d,
    };
  },

  /**
   * An upgraded connection (a WebSocket, say): each way to close the server, one after the other.
   * @zh 一个升级过的连接（比如 WebSocket）：依次用各种办法关服务器。
   */
  'http-close-upgraded': async () => {
    const { server, socket } = await upgraded();
    let called = false;
    const callback = new Promise<void>((resolve) =>
      server.close(() => {
        called = true;
        resolve();
      }),
    );
    const now = async (): Promise<string> =>
      `${await left(server)} connection, callback ${called ? 'called' : 'not called'}`;
    const close = await now();
    server.closeIdleConnections();
    server.closeAllConnections();
    const all = await now();
    socket.destroy();
    await callback;
    return {
      'close()': close,
      'closeAllConnections()': all,
      'its socket destroyed': called ? 'callback called' : 'not called',
    };
  },

  /**
   * A client that goes on asking over its kept connection after `close()`.
   * @zh `close()` 之后，客户端还在原来的保持连接上继续请求。
   */
  'http-close-busy-client': async () => {
    const further = async (header: boolean): Promise<string> => {
      const { server, port, release } = await serving();
      const client = await connect(port);
      const first = client.ask('/slow');
      await once(server, 'request');
      server.close();
      if (header)
        server.prependListener('request', (_, response) =>
          response.setHeader('connection', 'close'),
        );
      release();
      const answers = [await first];
      for (let i = 0; i < 3; i++) answers.push(await client.ask());
      client.socket.destroy();
      return `${answers.filter((text) => text.endsWith('answer')).length - 1} of 3 more are answered`;
    };
    return {
      'close() alone': await further(false),
      'and answers say connection: close': await further(true),
    };
  },

  /**
   * `close()` on a server that does not run, and a second `close()`.
   * @zh 对没在运行的服务器调用 `close()`，以及第二次 `close()`。
   */
  'http-close-twice': async () => {
    const told = (server: Server): Promise<string> =>
      new Promise((resolve) => {
        try {
          server.close((error) =>
            resolve(`callback: ${error ? nameOf(error) : 'no error'}`),
          );
        } catch (error) {
          resolve(`throws ${nameOf(error)}`);
        }
      });
    const { server } = await serving();
    const first = await told(server);
    return {
      'never listened': await told(createServer()),
      first,
      second: await told(server),
    };
  },

  /**
   * A process with nothing left to do but the timer of its deadline.
   * @zh 除了截止定时器，已经没事可做的进程。
   */
  'deadline-unref': async () => {
    const ends = async (call: string): Promise<string> => {
      const { stdout } = await run(`
        setTimeout(() => console.log('late'), 500)${call};`);
      return stdout === 'late' ? 'waits for its deadline' : 'ends before it';
    };
    return {
      'a plain timer': await ends(''),
      'unref()': await ends('.unref()'),
    };
  },
};
