import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { program, type Proofs } from '../../proving.ts';
import { connect } from '../../proving-servers.ts';

/** A program that prints its port first; gives its lines one by one. */
async function started(source: string, line?: string) {
  const file = program(source);
  const [command, args] = line
    ? ['sh', ['-c', line, process.execPath, file]]
    : [process.execPath, [file]];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async (): Promise<string> => String((await lines.next()).value);
  return { child, next, port: Number(await next()) };
}

/** Two workers that take one connection each, and clients that stay. The third one: how often is it handed around? */
async function thirdClient(settings: string): Promise<Record<string, string>> {
  const { child, next, port } = await started(`
    import cluster from 'node:cluster';
    import { createServer } from 'node:net';
    if (cluster.isPrimary) {
      let offers = 0, up = 0;
      for (let i = 0; i < 2; i++)
        cluster.fork().on('message', (told) => {
          if (told.port && ++up === 2) console.log(told.port);
          if (told === 'taken') console.log('taken');
          if (told === 'offered' && ++offers === 1000) console.log('again');
        });
    } else {
      let offers = 0;
      process.on('internalMessage', ({ act }) => {
        if (act === 'newconn' && ++offers <= 1000) process.send('offered');
      });
      const server = createServer((socket) => {
        socket.on('error', () => {});
        process.send('taken');
      });
      server.maxConnections = 1;
      ${settings}
      server.listen(0, '127.0.0.1', () =>
        process.send({ port: server.address().port }));
    }`);
  const first = await connect(port);
  await next();
  const second = await connect(port);
  await next();
  const third = await connect(port);
  const closed = third.closed.then(() => 'closed');
  const came = await Promise.race([next(), closed]);
  const seen: Record<string, string> = {
    'the third': came === 'again' ? 'waits' : came,
    'offered to the workers':
      came === 'again' ? 'a thousand times and more' : 'not again and again',
  };
  if (came === 'again') {
    first.socket.destroy();
    seen['once the first has left'] = await next();
  }
  for (const { socket } of [first, second, third]) socket.destroy();
  const ended = once(child, 'exit');
  child.kill();
  await ended;
  return seen;
}

export const proofs: Proofs = {
  /**
   * `maxConnections`, one process: the connection beyond it, and a limit of 0.
   * @zh 单进程的 `maxConnections`：超出的那条连接，以及上限设成 0。
   */
  'max-connections': async () => {
    const beyond = async (most: number): Promise<string> => {
      let drops = 0;
      const server = createServer((socket) => socket.write('hello'));
      server.on('drop', () => drops++);
      server.maxConnections = most;
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const { port } = server.address() as AddressInfo;
      const inside = [];
      for (let i = 0; i < most; i++) {
        const client = await connect(port);
        await once(client.socket, 'data');
        inside.push(client);
      }
      const last = await connect(port);
      const came = await Promise.race([
        last.closed.then(() => 'closed, without an answer'),
        once(last.socket, 'data').then(() => 'served'),
      ]);
      for (const { socket } of [...inside, last]) socket.destroy();
      server.close();
      return `${came}; 'drop' ${drops} times`;
    };
    return {
      'the third of 2': await beyond(2),
      'the first of 0': await beyond(0),
    };
  },

  /**
   * `maxConnections` 1 in each of two workers of a cluster, and a third client.
   * @zh cluster 的两个 worker 各设 `maxConnections` 为 1，来了第三个客户端。
   */
  'max-connections-cluster': () => thirdClient(''),

  /**
   * The same with `dropMaxConnection`.
   * @zh 同样的情形，再加上 `dropMaxConnection`。
   */
  'max-connections-drop': () => thirdClient('server.dropMaxConnection = true;'),

  /**
   * A server that stands still and has accepted nobody, `backlog` 2: how many clients are connected?
   * @zh 服务器卡住、一条都没 accept，`backlog` 为 2：有几个客户端连上了？
   */
  'backlog-connected': async () => {
    const { child, port } = await started(`
      import { createServer } from 'node:net';
      import { writeSync } from 'node:fs';
      const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 2 }, () => {
        writeSync(1, server.address().port + '\\n');
        for (;;);
      });`);
    const clients = [];
    for (let i = 0; i < 3; i++) clients.push(await connect(port));
    const fourth = connect(port);
    const late = new Promise((resolve) => setTimeout(resolve, 700, 'waits'));
    const came = await Promise.race([fourth.then(() => 'connected'), late]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    for (const { socket } of clients) socket.destroy();
    void fourth.catch(() => {});
    return { 'first three': 'connected', 'the fourth': String(came) };
  },

  /**
   * A server that may open 40 descriptors and no more, and 60 clients.
   * @zh 只许打开 40 个描述符的服务器，来了 60 个客户端。
   */
  'descriptors-out': async () => {
    const { child, next, port } = await started(
      `
      import { createServer } from 'node:net';
      import { readFile } from 'node:fs';
      const server = createServer((socket) => socket.on('error', () => {}).write('hello'));
      for (const name of ['error', 'drop']) server.on(name, ({ code }) => console.log(name, code));
      server.listen(0, '127.0.0.1', () => console.log(server.address().port));
      process.on('SIGUSR2', () => readFile(import.meta.filename, (error) => console.log(error?.code)));`,
      'ulimit -n 40; exec "$0" "$1"',
    );
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, async () => {
        const { socket, closed } = await connect(port);
        socket.resume();
        return Promise.race([
          closed.then(() => 'closed' as const),
          once(socket, 'data').then(() => socket),
        ]);
      }),
    );
    const served = outcomes.filter((outcome) => outcome !== 'closed');
    child.kill('SIGUSR2');
    const said = await next();
    for (const socket of served) socket.destroy();
    child.kill();
    await once(child, 'exit');
    return {
      'some clients': served.length > 0 ? 'are served' : 'none is',
      'the others': served.length < 60 ? 'are closed at once' : 'none',
      'the server hears': said.includes(' ') ? said : 'no event',
      'and opening a file': said,
    };
  },
};
