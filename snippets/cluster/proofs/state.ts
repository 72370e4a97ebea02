import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import {
  connect,
  createServer as listen,
  type AddressInfo,
  type Socket,
} from 'node:net';
import { RedisStore } from 'connect-redis';
import express from 'express';
import session, { MemoryStore, type Store } from 'express-session';
import type { Proofs } from '../../proving.ts';
import { program, run } from '../../proving.ts';
import { connect as keep, worker } from '../../proving-servers.ts';

const portOf = (server: { address(): unknown }): number =>
  (server.address() as AddressInfo).port;

/** Answers what a client of the package `redis` says at first, and nothing after it; or closes the connection after that. */
async function redis(then: 'is silent' | 'closes'): Promise<number> {
  const server = listen((socket) => {
    socket.on('error', () => {});
    socket.setEncoding('utf8').on('data', (text: string) => {
      const commands = text.match(/\*\d+\r\n/g) ?? [];
      if (!text.includes('HELLO')) return;
      const hello = '%1\r\n+server\r\n+redis\r\n';
      socket.write(hello + '+OK\r\n'.repeat(commands.length - 1));
      if (then === 'closes') socket.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return portOf(server);
}

/** What a program prints that has a client of that port, with these options. */
const client = (
  port: number,
  options: string,
  work: string,
  socketTimeout = '0',
): Promise<string> =>
  run(
    `
    import { createClient } from 'redis';
    const client = createClient({ ${options}
      socket: { port: ${port}, host: '127.0.0.1', reconnectStrategy: 1,
        socketTimeout: ${socketTimeout} } });
    const end = (word) => { console.log(word); process.exit(); };
    ${work}`,
  ).then(({ stdout, code }) => stdout || `the process ends, exit ${code}`);

/** An app with a session that counts visits; a visit to /slow keeps its session open for a while. */
async function shop(store: Store, secret: string) {
  let release = (): void => {};
  const open = new Promise<void>((resolve) => (release = resolve));
  let waiting = 0;
  const app = express();
  app.use(session({ store, secret, resave: false, saveUninitialized: true }));
  app.get('/{*path}', async (request, response) => {
    const visits = request.session as unknown as { visits?: number };
    const before = visits.visits ?? 0;
    if (request.path === '/slow') {
      if (++waiting === 2) release();
      await open;
    }
    visits.visits = before + 1;
    response.send(String(visits.visits));
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return async (path: string, cookie = ''): Promise<[string, string]> => {
    const url = `http://127.0.0.1:${portOf(server)}${path}`;
    const response = await fetch(url, { headers: { cookie } });
    const [set = ''] = response.headers.getSetCookie();
    return [await response.text(), set.split(';')[0]!];
  };
}

/** What a child reads of a connection whose first bytes arrived before it was passed on. */
async function passed(pauseOnConnect: boolean): Promise<string> {
  const child = fork(
    program(`
      process.on('message', (_, socket) => {
        let read = '';
        socket.setEncoding('utf8').on('data', (text) => (read += text));
        socket.on('end', () => process.send(read));
        socket.resume();
      });
      process.send('here');`),
  );
  await once(child, 'message');
  const server = listen({ pauseOnConnect }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect(portOf(server), '127.0.0.1');
  const [socket] = (await once(server, 'connection')) as [Socket];
  await new Promise((written) => client.write('first ', written));
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
  child.send('take', socket);
  client.end('second');
  const [read] = (await once(child, 'message')) as [string];
  child.kill();
  server.close();
  return `the first bytes ${read.startsWith('first') ? 'arrive' : 'are lost'}`;
}

/** A cluster with Socket.IO, its adapter, and two workers that are dealt their connections in turn. */
const sockets = `
  import cluster from 'node:cluster';
  import { createServer } from 'node:http';
  import { Server } from 'socket.io';
  import { createAdapter, setupPrimary } from '@socket.io/cluster-adapter';
  if (cluster.isPrimary) {
    setupPrimary();
    let up = 0;
    for (const one of [cluster.fork(), cluster.fork()])
      one.on('listening', ({ port }) => ++up === 2 && process.send(port));
  } else {
    const server = createServer();
    new Server(server).adapter(createAdapter());
    server.listen(0, '127.0.0.1');
  }`;

const poll = '/socket.io/?EIO=4&transport=polling';

export const proofs: Proofs = {
  /**
   * Sessions in one store, and two workers with a secret each: the second visit, by the same cookie.
   * @zh 会话放在同一个存储里，两个 worker 各用各的 secret：带着同一个 cookie 的第二次访问。
   */
  'session-secrets': async () => {
    const second = async (secret: string): Promise<string> => {
      const store = new MemoryStore();
      const [one, two] = [await shop(store, 'one'), await shop(store, secret)];
      const [, cookie] = await one('/');
      const [visits] = await two('/', cookie);
      return `the other counts visit ${visits}`;
    };
    return {
      'the same secret': await second('one'),
      'its own': await second('two'),
    };
  },

  /**
   * Two requests at a time with one session, each of which adds one to it.
   * @zh 同一个会话的两个请求同时到达，各自把里面的数加一。
   */
  'session-two-at-a-time': async () => {
    const visit = await shop(new MemoryStore(), 'one');
    const [, cookie] = await visit('/');
    await Promise.all([visit('/slow', cookie), visit('/slow', cookie)]);
    const [last] = await visit('/', cookie);
    return `after one visit and two at a time, the next is number ${last}`;
  },

  /**
   * The lifetime that connect-redis gives to a session in Redis, by its cookie.
   * @zh connect-redis 给 Redis 里的会话设多长寿命，看它的 cookie。
   */
  'session-lifetime': async () => {
    const lifetime = async (maxAge?: number): Promise<string> => {
      let given: unknown;
      const client = {
        set: async (_: string, __: string, options: unknown) => {
          given = options;
        },
      };
      const store = new RedisStore({ client });
      const cookie = new session.Cookie();
      if (maxAge) cookie.maxAge = maxAge;
      await store.set('id', { cookie } as session.SessionData);
      return JSON.stringify(given).replace(/.*"value":(\d+).*/, '$1 s');
    };
    return {
      'no maxAge': await lifetime(),
      'maxAge 60,000 ms': await lifetime(60_000),
    };
  },

  /**
   * A Redis that closes the connection, and a client with and without a listener for 'error'.
   * @zh Redis 断开了连接；客户端有没有 'error' 监听。
   */
  'redis-error-listener': async () => {
    const port = await redis('closes');
    return {
      'no listener': await client(port, '', 'await client.connect();'),
      'a listener': await client(
        port,
        '',
        `let losses = 0;
         client.on('error', () => ++losses === 3 && end('connects again'));
         await client.connect();`,
      ),
    };
  },

  /**
   * A command while no Redis listens, by the client's offline queue.
   * @zh 没有 Redis 在监听时发一条命令，看客户端的离线队列设置。
   */
  'redis-offline-queue': async () => {
    const gone = listen().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const port = portOf(gone);
    await new Promise((resolve) => gone.close(resolve));
    const work = `
      let attempts = 0;
      client.on('error', () => {
        if (++attempts === 2) client.get('x').catch(() => end('fails at once'));
        if (attempts === 40) end('still waits, 38 attempts later');
      });
      client.connect().catch(() => {});`;
    return {
      'the default': await client(port, '', work),
      'disableOfflineQueue: true': await client(
        port,
        'disableOfflineQueue: true,',
        work,
      ),
    };
  },

  /**
   * A command to a Redis that is connected and does not answer, by the limit that was set.
   * @zh Redis 连着却不应答，发一条命令，看设了哪种时限。
   */
  'redis-silent': async () => {
    const port = await redis('is silent');
    const work = `
      client.on('error', () => {});
      await client.connect();
      client.get('x').catch(({ message }) => end('fails'));
      setTimeout(end, 2000, 'still waits');`;
    return {
      'no limit': await client(port, '', work),
      'commandOptions: { timeout: 100 }': await client(
        port,
        'commandOptions: { timeout: 100 },',
        work,
      ),
      'socket: { socketTimeout: 500 }': await client(port, '', work, '500'),
    };
  },

  /**
   * A primary passes a connection on whose first bytes are there already.
   * @zh 主进程转交一个连接，而它的头几个字节已经到了。
   */
  'pause-on-connect': async () => ({
    'pauseOnConnect: true': await passed(true),
    'without it': await passed(false),
  }),

  /**
   * `disconnect()` of a worker that serves sockets it was sent, and whose own server never listens.
   * @zh worker 处理的是别人转交的 socket，自己的服务器从不监听；对它 `disconnect()`。
   */
  'cluster-disconnect-sent-sockets': async () => {
    const one = worker(`
      import { createServer } from 'node:http';
      const server = createServer((_, response) => response.end('answer'));
      process.on('message', (_, socket) => {
        server.emit('connection', socket);
        socket.resume();
      });
      process.send('here');`);
    await once(one, 'message');
    const server = listen({ pauseOnConnect: true }, (socket) => {
      one.send('take', socket);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const kept = await keep(portOf(server));
    await kept.ask();
    one.disconnect();
    await once(one, 'disconnect');
    const answer = await kept.ask();
    server.close();
    kept.socket.destroy();
    one.process.kill('SIGKILL');
    return answer.endsWith('answer')
      ? "'disconnect' comes, and the connection still answers"
      : answer;
  },

  /**
   * Of 1,000 addresses, how many get another worker when a fifth one is added to four.
   * @zh 1,000 个地址，worker 从四个变成五个，多少个地址换了 worker。
   */
  'sticky-remainder': () => {
    const hash = (text: string): number =>
      createHash('sha256').update(text).digest().readUInt32BE();
    const addresses = Array.from(
      { length: 1000 },
      (_, i) => `10.0.${i >> 8}.${i & 255}`,
    );
    const best = (address: string, n: number): number =>
      Array.from(
        { length: n },
        (_, i) => [hash(`${address} ${i}`), i] as const,
      ).sort(([a], [b]) => b - a)[0]![1];
    const moved = (pick: (address: string, n: number) => number): string =>
      `${addresses.filter((one) => pick(one, 4) !== pick(one, 5)).length} of 1,000 move`;
    return {
      'hash % workers': moved((address, n) => hash(address) % n),
      'the highest of a hash per worker': moved(best),
    };
  },

  /**
   * Socket.IO's polling on two workers with the cluster adapter and no stickiness: a handshake, then a poll.
   * @zh 两个 worker 上的 Socket.IO 轮询，有 cluster adapter、没有粘性：先握手，再轮询。
   */
  'sticky-adapter-alone': async () => {
    const primary = fork(program(sockets));
    const [port] = (await once(primary, 'message')) as [number];
    const own = async (path: string): Promise<Response> =>
      fetch(`http://127.0.0.1:${port}${path}`, {
        headers: { connection: 'close' },
      });
    const refused: number[] = [];
    for (let i = 0; i < 4; i++) {
      const [, sid] = /"sid":"(.*?)"/.exec(await (await own(poll)).text())!;
      refused.push((await own(`${poll}&sid=${sid}`)).status);
    }
    primary.kill('SIGKILL');
    return `${refused.filter((status) => status === 400).length} of 4 polls: 400`;
  },
};
