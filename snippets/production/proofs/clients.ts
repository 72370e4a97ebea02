import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  Agent,
  createServer,
  request,
  type IncomingMessage,
  type RequestListener,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { nameOf, program, type Proofs } from '../../proving.ts';

/** How many requests came over each connection, and a server that handles them. */
async function serving(handle: RequestListener) {
  const server = createServer(handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

/** One request through an agent: its status, or its error and whether its socket had been used before. */
function ask(port: number, agent: Agent, method = 'GET'): Promise<string> {
  const asked = request({ host: '127.0.0.1', port, agent, method });
  return new Promise((resolve) => {
    asked.on('response', (response) => {
      response.on('close', () =>
        setImmediate(resolve, `${response.statusCode}`),
      );
      response.resume();
    });
    asked.on('error', (error) =>
      resolve(
        `${nameOf(error)}, ${asked.reusedSocket ? 'reused' : 'new'} socket`,
      ),
    );
    asked.end();
  });
}

/** A server that works on each request, answers the first of a connection, and ends the connection at any later one. */
async function endsLater() {
  let done = 0;
  const used = new Set<unknown>();
  const served = await serving((incoming, response) => {
    done++;
    if (used.has(incoming.socket)) incoming.socket.destroy();
    else response.end('answer');
    used.add(incoming.socket);
  });
  return { ...served, done: () => done };
}

/** Asks its own server thirty times, and prints what came of it. */
const asksThirtyTimes = `
  import { Agent, createServer, get } from 'node:http';
  const how = process.argv[2];
  let held = [];
  const server = createServer((_, response) => {
    if (how !== 'at once') return response.end('answer');
    held.push(response);
  });
  await new Promise((up) => server.listen(8000, '127.0.0.1', up));
  const kept = new Agent({ keepAlive: true });
  const ask = () => new Promise((resolve) => {
    const agent = how === 'kept' ? kept : how === 'dropped' ? new Agent({ keepAlive: true }) : false;
    get({ host: '127.0.0.1', port: 8000, agent }, (response) =>
      response.resume().on('close', () => setImmediate(() => {
        if (how === 'dropped') agent.destroy();
        setImmediate(resolve, 'answered');
      }))).on('error', ({ code }) => resolve(code)).on('socket', (socket) =>
        how === 'at once' && socket.once('connect', () => resolve('connected')));
  });
  const seen = [];
  for (let i = 0; i < 30; i++) seen.push(await ask());
  console.log([...new Set(seen)].map((one) => seen.filter((other) => other === one).length + ' ' + one).join(', '));
  process.exit();`;

export const proofs: Proofs = {
  /**
   * A server that ends a connection: a request on a new one, and one on a kept one.
   * @zh 服务器断开连接：请求在新连接上，和在保持的连接上。
   */
  'agent-reused-socket': async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const kept = await endsLater();
    await ask(kept.port, agent);
    const reused = await ask(kept.port, agent);
    const never = await serving(({ socket }) => socket.destroy());
    return {
      'on a kept connection': reused,
      'on a new connection': await ask(never.port, agent),
    };
  },

  /**
   * An order whose connection ends after the server has worked on it; it is sent again because the socket was a reused one.
   * @zh 服务器已处理完订单、连接才断开；客户端因为 socket 是复用的就重发一次。
   */
  'retry-runs-twice': async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { port, done } = await endsLater();
    await ask(port, agent);
    const before = done();
    const first = await ask(port, agent, 'POST');
    const again = await ask(port, agent, 'POST');
    return `${first}; sent again: ${again}; the order ran ${done() - before} times`;
  },

  /**
   * `fetch` on a kept connection that the server ends: does it ask again by itself?
   * @zh `fetch` 用了一条服务器正要断开的保持连接：它会自己重试吗？
   */
  'fetch-reused-socket': async () => {
    const outcome = async (method: string): Promise<string> => {
      const { port, done } = await endsLater();
      const url = `http://127.0.0.1:${port}`;
      await (await fetch(url)).text();
      for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
      const came = await fetch(url, { method }).then(
        async (answer) => `${answer.status}`,
        (error: Error) => `${error.message}: ${nameOf(error.cause)}`,
      );
      return `${came}; the server saw ${done() - 1}`;
    };
    return { GET: await outcome('GET'), POST: await outcome('POST') };
  },

  /**
   * A second request through a keep-alive agent, by what the server's `Keep-Alive` header promises.
   * @zh 经 keep-alive agent 发第二个请求，看服务器的 `Keep-Alive` 头许诺多久。
   */
  'agent-obeys-hint': async () => {
    const second = async (hint?: string): Promise<string> => {
      const sockets = new Set<unknown>();
      const { port } = await serving((incoming, response) => {
        sockets.add(incoming.socket);
        response.setHeader('connection', 'keep-alive');
        if (hint) response.setHeader('keep-alive', hint);
        response.end('answer');
      });
      const agent = new Agent({ keepAlive: true, timeout: 60_000 });
      await ask(port, agent);
      await ask(port, agent);
      agent.destroy();
      return sockets.size === 1 ? 'same connection' : 'a new connection';
    };
    return {
      'timeout=1': await second('timeout=1'),
      'timeout=5': await second('timeout=5'),
    };
  },

  /**
   * An answer that nobody reads, `maxSockets` 1, and a second request.
   * @zh 应答没人读，`maxSockets` 为 1，再发第二个请求。
   */
  'agent-unread-answer': async () => {
    const after = async (act: (response: IncomingMessage) => unknown) => {
      const { port } = await serving((_, response) => response.end('answer'));
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const options = { host: '127.0.0.1', port, agent };
      const first = request(options).end();
      const [response] = (await once(first, 'response')) as [IncomingMessage];
      await act(response);
      const next = request(options)
        .on('error', () => {})
        .end();
      const late = new Promise((resolve) => setTimeout(resolve, 500, 'waits'));
      const sent = once(next, 'response').then(() => 'is answered');
      const came = await Promise.race([sent, late]);
      agent.destroy();
      next.destroy();
      return String(came);
    };
    return { unread: await after(() => {}), read: await after(text) };
  },

  /**
   * A machine with ten ports for outgoing connections, and thirty requests to one server.
   * @zh 只有十个外连端口的机器，向同一个服务器发三十个请求。
   * @needs root
   */
  'ports-out': async () => {
    const setUp = [
      'ip link set lo up',
      'cd /proc/sys/net/ipv4',
      'echo 0 > tcp_tw_reuse', // As it is everywhere but on loopback.
      'echo 50000 50009 > ip_local_port_range',
      'exec "$0" "$@"',
    ];
    const asked = async (how: string): Promise<string> => {
      const file = program(asksThirtyTimes);
      const line = ['sh', '-c', setUp.join(' && '), process.execPath];
      const child = spawn('unshare', ['-n', ...line, file, how]);
      const [said, failed] = [text(child.stdout), text(child.stderr)];
      return (await said).trim() || (await failed);
    };
    return {
      'one after the other, the server closes': await asked('closed'),
      'one after the other, the client closes': await asked('dropped'),
      'over kept connections': await asked('kept'),
      'thirty at once': await asked('at once'),
    };
  },
};
