import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { createServer as listen, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Proofs } from '../../proving.ts';
import { ask, connect, signalled, worker } from '../../proving-servers.ts';

/** How a worker ends that gets `disconnect()`; what still runs in it sees the file `go` once its channel is closed. */
async function leaves(work: string): Promise<string> {
  rmSync(go, { force: true });
  const one = worker(`
    import { existsSync } from 'node:fs';
    import { connect } from 'node:net';
    const go = () => existsSync('${go}') && process.exit(3);
    ${work}
    process.send('here');`);
  await once(one, 'message');
  const exit = once(one, 'exit');
  one.disconnect();
  await once(one, 'disconnect');
  writeFileSync(go, '');
  const [code] = (await exit) as [number];
  return code === 3 ? 'lives on' : `ends, exit ${code}`;
}

const go = join(tmpdir(), 'go');

/** An HTTP worker that may block its loop for good. */
const http = `
  import { createServer } from 'node:http';
  const server = createServer(({ url }, response) => {
    if (url === '/block') { process.send('blocked'); for (;;); }
    response.end('answer');
  });
  server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () =>
    process.send(server.address().port));`;

/** Starts a worker; gives it and its port. */
async function serving(source = http): Promise<[Worker, number]> {
  const one = worker(source);
  const [port] = (await once(one, 'message')) as [number];
  return [one, port];
}

/** Kills a worker, and gives nothing else a turn until its end is there to be seen. */
function killHere({ process: { pid } }: Worker): void {
  process.kill(pid!, 'SIGKILL');
  const [stat, tasks] = [`/proc/${pid}/stat`, `/proc/${pid}/task`];
  while (!readFileSync(stat, 'utf8').includes(') Z '));
  while (readdirSync(tasks).length > 1); // Its other threads.
}

async function kill(one: Worker): Promise<void> {
  one.process.kill('SIGKILL');
  await once(one, 'exit');
}

/** Ctrl-C: every process of a cluster gets SIGINT from the terminal, with a request under way. */
const ctrlC = (inPrimary: string, inWorker: string): Promise<string> =>
  signalled('SIGINT', 'the whole group', inPrimary, inWorker);

type Found = { web: number; admin: number };

/** Starts a worker that listens on these ports, one after the other; gives what it got, or the error. */
async function listening(ports: string): Promise<Found> {
  const one = worker(`
    import { createServer } from 'node:http';
    const found = {};
    for (const [name, port] of Object.entries(${ports}))
      await new Promise((up) => {
        const server = createServer().listen(port, '127.0.0.1');
        server.once('error', ({ code }) => up(found[name] = code));
        server.once('listening', () => up(found[name] = server.address().port));
      });
    process.send(found);`);
  return ((await once(one, 'message')) as [Found])[0];
}

export const proofs: Proofs = {
  /**
   * `disconnect()` of a worker that has no server but something else.
   * @zh 对一个没有服务器、但有别的东西的 worker 调用 `disconnect()`。
   */
  'cluster-disconnect-open-work': async () => {
    const held = listen().listen(0, '127.0.0.1');
    await once(held, 'listening');
    const { port } = held.address() as AddressInfo;
    return {
      nothing: await leaves(''),
      'an interval': await leaves('setInterval(go, 5);'),
      'an interval, unref()': await leaves('setInterval(() => {}, 5).unref();'),
      'a connection to a database': await leaves(
        `const database = connect(${port}, '127.0.0.1');
         await new Promise((open) => database.once('connect', open));
         setInterval(go, 5).unref();`,
      ),
    };
  },

  /**
   * All workers have died, and a new one is started: the port.
   * @zh worker 全死了，再启动一个新的：端口怎么样。
   */
  'cluster-port-without-workers': async () => {
    const [one, port] = await serving();
    const [two] = await serving();
    await kill(one);
    const half = await ask(port);
    await kill(two);
    const none = await ask(port);
    const [, next] = await serving();
    return {
      'one of two is left': half,
      'none is left': none,
      'a new one, listen(0)': next === port ? 'the same port' : 'another port',
    };
  },

  /**
   * Two workers call `listen()` on two ports each, in these ways.
   * @zh 两个 worker 各自调用两次 `listen()`，方式如下。
   */
  'cluster-listen-order': async () => {
    const first = await listening('{ web: 0, admin: 0 }');
    const same = await listening('{ web: 0, admin: 0 }');
    const other = await listening('{ admin: 0, web: 0 }');
    const number = await listening(`{ web: ${first.web} }`);
    const words = ({ web }: Found): string => {
      if (web === first.web) return 'the same ports';
      return web === first.admin ? 'the ports exchanged' : `${web}`;
    };
    return {
      'listen(0) twice, the same order': words(same),
      'listen(0) twice, the other order': words(other),
      'the number that listen(0) gave another': words(number),
    };
  },

  /**
   * A blocked worker has been handed a connection and gets SIGKILL; a second worker is free.
   * @zh 被卡住的 worker 已经分到一个连接，随后被 SIGKILL；另一个 worker 空闲。
   */
  'cluster-handed-connection': async () => {
    const [one, port] = await serving();
    await ask(port);
    const first = ask(port, '/block');
    await once(one, 'message');
    const [, same] = await serving();
    const kept = await Promise.all([connect(port), connect(port)]);
    const answers = kept.map((client) => client.ask());
    await Promise.race(answers); // The free worker has its one.
    await kill(one);
    for (let i = 0; i < 20; i++) await ask(same);
    const left = kept.filter(({ received }) => !received());
    const states = left.map(({ socket }) =>
      socket.closed ? 'reset' : 'waits, its connection open',
    );
    return {
      'the request that it worked on': await first,
      'the connection handed to it': states.join(', '),
    };
  },

  /**
   * Two workers share a port. One dies; while the primary hears of it, the other dies, too, before it has accepted a connection that was handed to it. A new client, afterwards.
   * @zh 两个 worker 共用一个端口。一个死了；主进程正在得知这件事时，另一个也死了，还没接受交给它的连接。之后来了新客户端。
   */
  'cluster-two-die-at-once': async () => {
    const later = async (atExit?: (one: Worker) => void): Promise<string> => {
      const [first, port] = await serving();
      const [second] = await serving();
      second.process.kill('SIGSTOP');
      // One of them for each; who is answered was accepted after both.
      const clients = await Promise.all([connect(port), connect(port)]);
      for (let i = 0; i < 3; i++) await ask(port);
      const exits = [first, second].map((one) => {
        if (atExit) one.once('exit', () => atExit(one));
        return once(one, 'exit');
      });
      first.once('disconnect', () => killHere(second));
      killHere(first);
      await Promise.all(exits);
      for (let turn = 0; turn < 20; turn++)
        await new Promise((resolve) => setImmediate(resolve));
      const late = connect(port).then(
        ({ socket }) => {
          socket.destroy();
          return 'accepted, though there is no worker';
        },
        () => 'refused',
      );
      for (const { socket } of clients) socket.destroy();
      return late;
    };
    return {
      "worker.disconnect() at its 'exit'": await later((one) =>
        one.disconnect(),
      ),
      'nothing is done': await later(),
    };
  },

  /**
   * A link to the release is turned after the first `fork()`; what the next worker runs.
   * @zh 第一次 `fork()` 之后把指向发布版的链接改了；下一个 worker 跑的是哪个。
   */
  'cluster-exec-through-link': async () => {
    const link = join(tmpdir(), 'current');
    for (const release of ['old', 'new']) {
      mkdirSync(join(tmpdir(), release));
      writeFileSync(
        join(tmpdir(), release, 'app.mjs'),
        `process.send('${release}');`,
      );
    }
    const to = (release: string): void => {
      rmSync(`${link}.next`, { force: true });
      symlinkSync(release, `${link}.next`);
      renameSync(`${link}.next`, link);
    };
    const next = async (exec: string, cwd?: string): Promise<string> => {
      to('old');
      process.chdir(cwd ?? tmpdir());
      cluster.setupPrimary({ exec });
      const [before] = await once(cluster.fork(), 'message');
      to('new');
      const [after] = await once(cluster.fork(), 'message');
      return before === after ? `${after} again` : `${before}, then ${after}`;
    };
    to('old');
    return {
      'exec: the path through the link': await next(join(link, 'app.mjs')),
      'exec: realpath() of it': await next(join(tmpdir(), 'old', 'app.mjs')),
      "exec: 'app.mjs', started in the link": await next('app.mjs', link),
    };
  },

  /**
   * Ctrl-C in a terminal reaches the whole process group of a cluster with a request under way.
   * @zh 终端里按 Ctrl-C，信号到达整个进程组；集群手上正有一个请求。
   */
  'cluster-ctrl-c': async () => {
    const ignore = `process.on('SIGINT', () => {});`;
    const lead = `process.on('SIGINT', () => one.disconnect());`;
    return {
      'nobody handles it': await ctrlC('', ''),
      'only the workers ignore it': await ctrlC('', ignore),
      'only the primary handles it': await ctrlC(lead, ''),
      'workers ignore it, primary disconnects them': await ctrlC(lead, ignore),
    };
  },

  /**
   * A kept connection has had its answer and says nothing more: when does the server end it?
   * @zh 一个保持的连接拿到应答后不再说话：服务器什么时候关掉它。
   */
  'http-keep-alive-lingers': async () => {
    const { keepAliveTimeout } = createServer();
    const stays = async (closing: boolean): Promise<string> => {
      const server = createServer({ keepAliveTimeout: 400 }, (_, response) => {
        if (closing) server.close();
        response.end('answer');
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const client = await connect((server.address() as AddressInfo).port);
      await client.ask();
      const from = performance.now();
      await client.closed;
      server.close();
      const over = performance.now() - from - 400;
      return over < -200
        ? 'at once'
        : over < 500
          ? 'at the limit'
          : 'a second after the limit, or later';
    };
    return {
      'the default limit': `${keepAliveTimeout} ms`,
      'a server that goes on': await stays(false),
      'a server that was closed meanwhile': await stays(true),
    };
  },
};
