import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import {
  connect,
  createServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import { nameOf, program, run, type Proofs } from '../../proving.ts';

/** A connection, as the server and as the client have it; nothing was read of it. */
async function connection(path?: string): Promise<[Socket, Socket, Server]> {
  const server = createServer({ pauseOnConnect: true });
  await once(
    path ? server.listen(path) : server.listen(0, '127.0.0.1'),
    'listening',
  );
  const accepted = once(server, 'connection');
  const client = path
    ? connect(path)
    : connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.on('error', () => {});
  const [socket] = (await accepted) as [Socket];
  return [socket, client, server];
}

/** Answers a connection that it is given, and says what it was given. */
const answering = `
  process.on('message', (message, socket) => {
    process.send(socket ? 'a socket' : String(socket));
    socket?.end('from the child');
  });`;

export const proofs: Proofs = {
  /**
   * A connection is passed to a child, by TCP and by a path.
   * @zh 把连接交给子进程：TCP 的，和路径（Unix 域）的。
   */
  'pass-connection': async () => {
    const passed = async (path?: string): Promise<string> => {
      const child = fork(program(answering));
      const [socket, client, server] = await connection(path);
      child.send('take', socket);
      const [got] = await once(child, 'message');
      const answer = await text(client);
      child.kill();
      server.close();
      return `${got}; the client hears ${answer ? `"${answer}"` : 'nothing'}`;
    };
    return { TCP: await passed(), path: await passed(join(tmpdir(), 'sock')) };
  },

  /**
   * A connection of which the parent has read something, and one that it has destroyed: what does the child get?
   * @zh 父进程已经读过一些的连接，和它已经销毁的连接：子进程拿到什么？
   */
  'pass-connection-late': async () => {
    const child = fork(
      program(`process.on('message', (message, socket) => {
        if (!socket) return process.send(String(socket));
        process.send('taken');
        socket.once('data', (data) => process.send('reads ' + data));
      });`),
    );
    const next = async (): Promise<string> => (await once(child, 'message'))[0];
    const [socket, client, server] = await connection();
    client.write('first');
    await once(socket.resume(), 'data');
    child.send('take', socket);
    await next();
    client.write('second');
    const read = await next();
    const [closed, , other] = await connection();
    closed.destroy();
    child.send('take', closed);
    const gone = await next();
    child.kill();
    for (const each of [server, other]) each.close();
    return { 'the parent has read "first"': read, destroyed: gone };
  },

  /**
   * The parent has read the first bytes of a connection and called `pause()`: does it still read?
   * @zh 父进程读了连接的头几个字节后调用 `pause()`：它还会继续读吗？
   */
  'pause-reads-on': async () => {
    const after = async (
      start: (socket: Socket) => unknown,
    ): Promise<string> => {
      const [socket, client, server] = await connection();
      await start(socket);
      client.write('more');
      await fence();
      server.close();
      return socket.readableLength > 0 ? 'in the parent' : 'in the system';
    };
    return {
      'pauseOnConnect, nothing read': await after(() => {}),
      'read, then pause()': await after(async (socket) => {
        socket.resume();
        await fence();
        socket.pause();
      }),
    };
  },

  /**
   * A TLS socket, a UDP socket and a plain object, as the handle of `send()`.
   * @zh 把 TLS socket、UDP socket、普通对象当作 `send()` 的句柄。
   */
  'pass-odd-handles': async () => {
    const child = program(`process.on('message', (message, handle) => {
      process.send(handle ? handle.constructor.name : String(handle));
    });`);
    const passed = async (handle: string): Promise<string> => {
      const { code, stdout, stderr } = await run(`
        import { fork } from 'node:child_process';
        import { createSocket } from 'node:dgram';
        import { connect, createServer } from 'node:net';
        import { TLSSocket } from 'node:tls';
        const server = createServer().listen(0, '127.0.0.1', () => {
          const socket = connect(server.address().port, '127.0.0.1', () => {
            const child = fork('${child}');
            child.on('message', (name) => { console.log('arrives as', name); process.exit(); });
            process.on('exit', () => child.kill());
            ${handle}
          });
        });`);
      return stdout || `exit ${code}, ${/ERR_\w+/.exec(stderr)?.[0]}`;
    };
    return {
      'a TLS socket': await passed(
        `child.send('take', new TLSSocket(socket));`,
      ),
      'a UDP socket': await passed(
        `const udp = createSocket('udp4').bind(0, '127.0.0.1', () => child.send('take', udp));`,
      ),
      'a plain object': await passed(`child.send('take', {});`),
    };
  },

  /**
   * A server or a connection is posted to a thread.
   * @zh 把 server 或连接 post 给线程。
   */
  'thread-takes-socket': async () => {
    const worker = new Worker(
      `const { parentPort } = require('worker_threads');
       parentPort.on('message', (value) => parentPort.postMessage(value.constructor.name));`,
      { eval: true },
    );
    const posted = async (value: unknown): Promise<string> => {
      try {
        worker.postMessage(value, [value as ArrayBuffer]);
        const [name] = await once(worker, 'message');
        return `arrives as ${name}`;
      } catch (error) {
        return `throws ${nameOf(error)}`;
      }
    };
    const [socket, , server] = await connection();
    const listening = createServer().listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const seen = {
      'a listening server': await posted(listening),
      'a connection': await posted(socket),
    };
    await worker.terminate();
    server.close();
    return seen;
  },

  /**
   * A child is killed while three connections wait for it: which events and callbacks come?
   * @zh 三个连接还在等子进程接手，它被杀了：哪些事件和回调会来？
   */
  'pass-to-killed-child': async () => {
    const child = fork(
      program(`process.send('stuck', () =>
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));`),
    );
    await once(child, 'message');
    let [callbacks, closed, events] = [0, 0, 'exit'];
    const clients: Socket[] = [];
    for (let i = 0; i < 3; i++) {
      const [socket, client] = await connection();
      clients.push(client);
      child.send('take', socket, () => callbacks++);
    }
    for (const client of clients) client.resume().on('close', () => closed++);
    child.on('disconnect', () => (events += ', disconnect'));
    child.kill('SIGKILL');
    await once(child, 'exit');
    await fence();
    return `${events}; callbacks: ${callbacks} of 3; clients that are told: ${closed} of 3`;
  },

  /**
   * A child is killed and no connection waits for it: which events come?
   * @zh 没有连接在等，子进程被杀：哪些事件会来？
   */
  'killed-child-events': async () => {
    const child = fork(
      program(`process.send('ready'); setInterval(() => {}, 1000);`),
    );
    await once(child, 'message');
    const seen: string[] = [];
    for (const name of ['exit', 'disconnect', 'close'])
      child.on(name, () => seen.push(name));
    child.kill('SIGKILL');
    await once(child, 'close');
    return seen.sort().join(', ');
  },

  /**
   * An HTTP connection with keep-alive is passed to a child: who answers its second request?
   * @zh 把带 keep-alive 的 HTTP 连接交给子进程：第二个请求谁来答？
   */
  'pass-http-connection': async () => {
    const child = fork(
      program(`import { createServer } from 'node:http';
        const server = createServer((request, response) => response.end('the child'));
        process.on('message', (message, socket) => server.emit('connection', socket));`),
    );
    let connections = 0;
    const server = createServer({ pauseOnConnect: true }, (socket) => {
      connections++;
      child.send('take', socket);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const asked = async (): Promise<string> => {
      const [response] = await once(get({ port, agent }), 'response');
      return text(response);
    };
    const [first, second] = [await asked(), await asked()];
    agent.destroy();
    child.kill();
    server.close();
    return `${first}, ${second}; ${connections} connection`;
  },

  /**
   * The parent closes its server, once the child has it: who answers?
   * @zh 子进程拿到 server 之后，父进程关掉自己的：谁来应答？
   */
  'pass-server': async () => {
    const child = fork(
      program(`process.on('message', (message, server) => {
        server.on('connection', (socket) => socket.end('the child'));
        process.send('ready');
      });`),
    );
    const server = createServer((socket) => socket.end('the parent'));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    child.send('take', server);
    await once(child, 'message');
    server.close();
    const answer = await text(connect(port, '127.0.0.1'));
    await ended(child);
    const late = await once(connect(port, '127.0.0.1'), 'connect').catch(
      nameOf,
    );
    return `${answer}; after its end: ${String(late)}`;
  },
};

/** Everything that the system had ready has been dealt with: a child was started and ended meanwhile. */
async function fence(): Promise<void> {
  const child = fork(program(''));
  await once(child, 'close');
}

async function ended(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill();
  await exit;
}
