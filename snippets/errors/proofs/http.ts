import { once } from 'node:events';
import {
  createServer,
  get,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { get as getSecure } from 'node:https';
import {
  connect,
  createServer as createTcpServer,
  type AddressInfo,
  type Socket,
} from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { emitted, lastWords, printed, thrown } from '../../proving-messages.ts';
import { type Proofs } from '../../proving.ts';

const host = '127.0.0.1';

/** The port at which a server listens from now on. */
async function up(server: Server | ReturnType<typeof createTcpServer>) {
  await once(server.listen(0, host), 'listening');
  return (server.address() as AddressInfo).port;
}

/** What a client hears from a server that does this with its connection, once bytes have come. */
async function afterBytes(act: (socket: Socket) => void): Promise<string> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {}).once('data', () => act(socket));
  });
  const port = await up(server);
  return thrown(async () => {
    const asked = get({ host, port, agent: false });
    const [response] = (await once(asked, 'response')) as [Readable];
    await text(response);
  });
}

/** The error of a server's answer that does this. */
async function answering(
  act: (response: ServerResponse) => unknown,
): Promise<string> {
  let say = (_: string): void => {};
  const said = new Promise<string>((resolve) => (say = resolve));
  const server = createServer(async (_, response) => {
    response.on('error', (error) => say(printed(error)));
    try {
      await act(response);
    } catch (error) {
      say(printed(error));
    }
  });
  const port = await up(server);
  get({ host, port, agent: false }, (response) => response.resume()).on(
    'error',
    () => {},
  );
  return said;
}

/** What a server hears of a client that sends this, and the status that it answers with. */
async function sending(bytes: string, options = {}): Promise<string> {
  const server = createServer(options, (incoming, response) => {
    incoming.resume().on('end', () => response.end());
  });
  const heard = once(server, 'clientError') as Promise<[Error, Socket]>;
  const port = await up(server);
  const socket = connect(port, host).on('error', () => {});
  socket.write(bytes);
  const [error] = await heard;
  return printed(error);
}

const close = (response: ServerResponse): unknown => response.socket!.destroy();

export const proofs: Proofs = {
  /**
   * A client whose server ends the connection, by how and when.
   * @zh 服务器断开连接时客户端看到什么：按方式和时机分。
   */
  'errors-client': async () => {
    const free = createTcpServer();
    const port = await up(free);
    free.close();
    return {
      'nobody listens': await emitted(() => get({ host, port })),
      'ended without an answer': await afterBytes((socket) => socket.end()),
      'reset without an answer': await afterBytes((socket) =>
        socket.resetAndDestroy(),
      ),
      'ended within the answer': await afterBytes((socket) =>
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'),
      ),
      'an answer that is no HTTP': await afterBytes((socket) =>
        socket.end('+PONG\r\n'),
      ),
      'destroyed by the client': await emitted(() => {
        const asked = get({ host, port: 9, agent: false });
        return asked.destroy();
      }),
    };
  },

  /**
   * `fetch`, when the server is not there, ends the connection, or takes too long.
   * @zh `fetch`：服务器不在、断开连接、太慢。
   */
  'errors-fetch': async () => {
    const server = createServer((_, response) => close(response));
    const silent = createServer(() => {});
    const [ends, waits] = [await up(server), await up(silent)];
    const gone = createServer();
    const nobody = await up(gone);
    gone.close();
    const says = async (port: number, options = {}): Promise<string> => {
      try {
        await fetch(`http://${host}:${port}`, options);
        return 'no error';
      } catch (error) {
        const { cause } = error as Error;
        return cause
          ? `${printed(error)}\n[cause]: ${printed(cause)}`
          : printed(error);
      }
    };
    return {
      'nobody listens': await says(nobody),
      'the connection ends': await says(ends),
      'it takes too long': await says(waits, {
        signal: AbortSignal.timeout(50),
      }),
      aborted: await says(waits, { signal: AbortSignal.abort() }),
    };
  },

  /**
   * A name with several addresses, at none of which anybody listens.
   * @zh 一个名字有多个地址，哪个都没人监听。
   */
  'errors-two-addresses': async () => {
    const both = (
      _: string,
      __: object,
      done: (...found: unknown[]) => void,
    ): void =>
      done(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '127.0.0.2', family: 4 },
      ]);
    const gone = createTcpServer();
    const port = await up(gone);
    gone.close();
    return emitted(() =>
      connect({
        host: 'localhost',
        port,
        lookup: both,
        autoSelectFamily: true,
      } as never),
    );
  },

  /**
   * An answer that is given twice, too late, or with headers that cannot be.
   * @zh 应答发了两次、发得太晚，或带着不合法的头。
   */
  'errors-response': async () => ({
    'a header after the head': await answering((response) => {
      response.end('done');
      response.setHeader('X-Late', '1');
    }),
    'writeHead() twice': await answering((response) => {
      response.writeHead(200).end('done');
      response.writeHead(500);
    }),
    'write() after end()': await answering((response) => {
      response.end('done');
      response.write('more');
    }),
    'a line end in a header': await answering((response) =>
      response.setHeader('Location', '/a\r\nSet-Cookie: b'),
    ),
    'undefined for a header': await answering((response) =>
      response.setHeader('X-Trace', undefined as never),
    ),
    'an object for the body': await answering((response) =>
      response.end({ ok: true } as never),
    ),
    'a status that is none': await answering((response) =>
      response.writeHead(0),
    ),
    'more than Content-Length': await answering((response) => {
      response.strictContentLength = true;
      response.writeHead(200, { 'Content-Length': 2 }).end('three');
    }),
  }),

  /**
   * A client that sends what no server understands, or not soon enough.
   * @zh 客户端发来服务器看不懂的内容，或发得太慢。
   */
  'errors-client-error': async () => ({
    'no method': await sending('HELLO\r\n\r\n'),
    'TLS to a plain port': await sending('\x16\x03\x01\x02\x00\x01\x00\x01'),
    'a head of 20 kB': await sending(
      `GET / HTTP/1.1\r\nCookie: ${'x'.repeat(20_000)}\r\n\r\n`,
    ),
    'a space in a header': await sending(
      'GET / HTTP/1.1\r\nHost : here\r\n\r\n',
    ),
    'two lengths': await sending(
      'POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    ),
    'half a head': await sending('GET / HTTP/1.1\r\nHos', {
      headersTimeout: 50,
      connectionsCheckingInterval: 20,
    }),
  }),

  /**
   * A server's `listen` and `close` at the wrong time, or with a port that is none.
   * @zh 服务器在不对的时候 `listen`、`close`，或端口号不合法。
   */
  'errors-listen': async () => {
    const server = createServer();
    const port = await up(server);
    const after = createServer();
    return {
      'the port is taken': await emitted(() => createServer().listen(port)),
      'the port is taken, with a host': await emitted(() =>
        createServer().listen(port, host),
      ),
      'listen() twice': await thrown(() => server.listen(0)),
      'close() before listen()': await new Promise<string>((resolve) =>
        after.close((error) => resolve(printed(error))),
      ),
      'a port too high': await thrown(() => createServer().listen(70_000)),
      'a port that is a word': await thrown(() =>
        createServer().listen({ port: 'http' } as never),
      ),
      'an address of another machine': await emitted(() =>
        createServer().listen(0, '192.0.2.1'),
      ),
    };
  },

  /**
   * A port below 1024, for a user who is not root, where the system keeps these ports.
   * @zh 系统保留 1024 以下的端口时，普通用户去监听。
   */
  'errors-low-port': () =>
    lastWords(`
      import { readFileSync } from 'node:fs';
      import { createServer } from 'node:http';
      if (process.getuid() === 0) process.setuid(54321);
      createServer().listen(80, () => { console.error('listens'); process.exit(); });`),

  /**
   * A stream that ends, is destroyed or is read twice while something works on it.
   * @zh 流在被使用时结束、被销毁，或被读两次。
   */
  'errors-stream': async () => {
    const destroyed = new PassThrough();
    destroyed.on('error', () => {}).destroy();
    return {
      'the source is destroyed': await thrown(() => {
        const source = new PassThrough();
        setImmediate(() => source.destroy());
        return pipeline(source, new PassThrough());
      }),
      'write() after destroy()': await new Promise<string>((resolve) =>
        destroyed.write('x', (error) => resolve(printed(error))),
      ),
      'push() after the end': await emitted(() => {
        const source = new Readable({ read() {} });
        source.push(null);
        queueMicrotask(() => source.push('late'));
        return source.resume();
      }),
      null: await thrown(() => new PassThrough().write(null as never)),
      'an object': await thrown(() => new PassThrough().write({} as never)),
    };
  },

  /**
   * HTTPS to a server that speaks HTTP.
   * @zh 用 HTTPS 去连一个讲 HTTP 的服务器。
   */
  'errors-https-to-http': async () => {
    const port = await up(createServer());
    const error = await emitted(() => getSecure({ host, port }));
    return error
      .replace(/^(Error: ).*?:(error:\w+:)/, '$1$2')
      .replace(/[\w/.]+\.cc?:\d+:.*/, '')
      .trim();
  },

  /**
   * A request that the client gives a time limit, with a listener that destroys it and without.
   * @zh 客户端给请求设了时限：监听器里销毁它，或什么都不做。
   */
  'errors-client-timeout': async () => {
    const port = await up(createServer(() => {}));
    const asked = request({ host, port, timeout: 50 }).on('timeout', () =>
      asked.destroy(new Error('timeout after 50 ms')),
    );
    return {
      'timeout, destroy(error)': await emitted(() => asked.end() as never),
      signal: await emitted(() =>
        get({ host, port, signal: AbortSignal.timeout(50) }),
      ),
    };
  },
};
