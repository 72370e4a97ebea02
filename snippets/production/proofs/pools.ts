import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createClient } from 'redis';
import { startRedis } from '../../ipc/job-queue.server.ts';
import { app, watched } from '../../proving-pm2.ts';
import { program, type Proofs } from '../../proving.ts';

/** A database that counts its connections: a server that greets each one. */
async function database() {
  const count = { open: 0, most: 0 };
  const changed = new EventTarget();
  const server = createServer((socket) => {
    count.most = Math.max(count.most, ++count.open);
    socket
      .on('error', () => {})
      .on('close', () => {
        count.open--;
        changed.dispatchEvent(new Event('change'));
      });
    socket.resume().write('hello');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    count,
    async until(open: number): Promise<void> {
      while (count.open > open) await once(changed, 'change');
    },
  };
}

/** An instance that opens all connections of its pool, and is ready then. */
const instance = (port: number, pool: number): string =>
  program(`
  import { once } from 'node:events';
  import { connect } from 'node:net';
  for (let i = 0; i < ${pool}; i++)
    await once(connect(${port}, '127.0.0.1'), 'data');
  process.send('ready');
  process.on('message', () => process.exit());`);

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

export const proofs: Proofs = {
  /**
   * Four instances with a pool of five connections each are replaced, so many at a time, the new ones first or the old ones first.
   * @zh 四个实例、各有五条连接的连接池，被逐个或成批替换，先起新的或先停旧的。
   */
  'pool-replaced': async () => {
    const { port, count, until } = await database();
    const file = instance(port, 5);
    const start = (size: number): Promise<ChildProcess[]> =>
      Promise.all(
        Array.from({ length: size }, async () => {
          const child = fork(file);
          await once(child, 'message');
          return child;
        }),
      );
    const stop = async (group: ChildProcess[]): Promise<void> => {
      const left = count.open - group.length * 5;
      for (const child of group) child.send('end');
      await until(left);
    };
    let running = await start(4);
    const seen: Record<string, string> = { 'before it': `${count.open}` };
    for (const size of [1, 2, 4]) {
      count.most = 0;
      const next: ChildProcess[] = [];
      for (let at = 0; at < 4; at += size) {
        next.push(...(await start(size)));
        await stop(running.slice(at, at + size));
      }
      running = next;
      seen[`new ones first, ${size} at a time`] = `${count.most} at most`;
    }
    count.most = 0;
    await stop(running);
    await stop(await start(4));
    seen['old ones first'] = `${count.most} at most`;
    return seen;
  },

  /**
   * `pm2 reload` of four instances in cluster mode: how many are there at once.
   * @zh 用 `pm2 reload` 重载集群模式的四个实例：同时有几个。
   */
  'pm2-reload-instances': async () => {
    const { quiet, life, file } = await watched();
    const script = app(`say(String(process.pid));
      heard(() => process.send('ready'));
      if (process.env.FIRST) process.send('ready');
      setInterval(() => {}, 1000);`);
    const ecosystem = (env: NodeJS.ProcessEnv): string =>
      file([
        {
          ...{ script, name: 'api', instances: 4, exec_mode: 'cluster', env },
          ...{ wait_ready: true, listen_timeout: 60_000 },
        },
      ]);
    await quiet('start', ecosystem({ FIRST: '1' }));
    const pids = new Set<string>();
    const reload = quiet('reload', ecosystem({ FIRST: '' }));
    let most = 0;
    for (let number = 0; number < 8; number++) {
      const one = await life(() => true, number);
      pids.add(one.name);
      const there = [...pids].filter((pid) => isThere(Number(pid))).length;
      most = Math.max(most, there);
      // Two are held back until both have come.
      if (number === 5) (await life(() => true, 4)).tell('go');
      if (number >= 5) one.tell('go');
    }
    await reload;
    return `${most} at most`;
  },

  /**
   * A Redis that takes three connections, and a fourth client.
   * @zh 最多只接受三条连接的 Redis，再来第四个客户端。
   */
  'errors-redis-full': async () => {
    delete process.env.REDIS_URL; // Nobody else's Redis gets such a limit.
    const redis = await startRedis();
    const client = createClient(redis.options).on('error', () => {});
    await client.connect();
    await client.configSet('maxclients', '3');
    const { path } = redis.options.socket as { path: string };
    const more = [connect(path), connect(path)];
    for (const socket of more) {
      socket.write('PING\r\n');
      await once(socket, 'data');
    }
    const said = await text(connect(path));
    for (const socket of more) socket.destroy();
    client.destroy();
    await redis.stop();
    return said.replace(/^-/, '').trim();
  },
};
