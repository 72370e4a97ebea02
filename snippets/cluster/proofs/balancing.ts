import { spawn } from 'node:child_process';
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Proofs } from '../../proving.ts';
import { attempt, endOf, program, run } from '../../proving.ts';
import { ask, connect, worker } from '../../proving-servers.ts';

/** A worker that blocks its loop at `/block` until a file `go` is there, and says so. */
const blockable = (options = ''): string => `
  import { existsSync } from 'node:fs';
  import { createServer } from 'node:http';
  import { tmpdir } from 'node:os';
  const server = createServer(({ url }, response) => {
    if (url === '/block') {
      process.send('blocked');
      while (!existsSync(tmpdir() + '/go'));
      process.send('free');
    }
    response.end('answer');
  });
  server.listen({ port: Number(process.env.PORT), host: '127.0.0.1', ${options} },
    () => process.send(server.address().port));`;
const go = (): void => writeFileSync(join(tmpdir(), 'go'), '');

/** Two workers on one port. */
async function two(options = ''): Promise<{ port: number; both: Worker[] }> {
  const found = createServer().listen(0, '127.0.0.1');
  await once(found, 'listening');
  const { port } = found.address() as AddressInfo;
  await new Promise((resolve) => found.close(resolve)); // Now it is free.
  const both = [1, 2].map(() =>
    worker(blockable(options), { PORT: `${port}` }),
  );
  await Promise.all(both.map((one) => once(one, 'message')));
  return { port, both };
}

/** Of 40 new connections, how many got no answer while one of two workers was blocked. */
async function heldUp(policy: number, options?: string): Promise<string> {
  cluster.schedulingPolicy = policy;
  const { port, both } = await two(options);
  const blocked = Promise.race(both.map((one) => once(one, 'message')));
  const first = ask(port, '/block');
  await blocked;
  const kept = await Promise.all(
    Array.from({ length: 40 }, () => connect(port)),
  );
  const answers = kept.map((one) => one.ask().then(() => one));
  const free = await Promise.race(answers);
  // Each of these takes a turn of the primary's loop and one of the free worker's, as each hand-over does.
  for (let turn = 0; turn < 300; turn++) await free.ask();
  const waiting = kept.filter((one) => one.received() === '').length;
  go();
  await Promise.all([first, ...answers]);
  return waiting > 1 ? 'several of 40 wait' : `${waiting} of 40 wait`;
}

/** A program with a worker that says whether it has a listening socket of its own. */
const owner = (before: string, after = ''): Promise<string> =>
  run(`
    import cluster from 'node:cluster';
    import { createServer } from 'node:http';
    const own = () =>
      process.getActiveResourcesInfo().some((kind) => kind.startsWith('TCP'))
        ? 'yes' : 'no';
    if (cluster.isPrimary) {
      ${before}
      const worker = cluster.fork();
      ${after}
      worker.on('message', (told) => {
        console.log('primary ' + own() + ', worker ' + told);
        process.exit();
      });
    } else {
      createServer().listen({ port: 0, ...JSON.parse(process.env.OPTIONS ?? '{}') },
        () => process.send(own()));
    }`).then(({ stdout }) => stdout);

const rr = 'cluster.schedulingPolicy = cluster.SCHED_RR;';
const none = 'cluster.schedulingPolicy = cluster.SCHED_NONE;';
const given = (options: string): string =>
  `process.env.OPTIONS = '${options}';`;

/** What a client gets while the primary is stopped, as a debugger or a busy loop would stop it. */
async function primaryStopped(policy: string): Promise<string> {
  const primary = spawn(
    process.execPath,
    [
      program(`
        import cluster from 'node:cluster';
        import { createServer } from 'node:http';
        if (cluster.isPrimary) { cluster.fork(); process.stdin.resume(); }
        else createServer((_, response) => response.end('answer'))
          .listen(0, '127.0.0.1', function () {
            console.log(this.address().port);
          });`),
    ],
    { env: { ...process.env, NODE_CLUSTER_SCHED_POLICY: policy } },
  );
  const [port] = await once(primary.stdout, 'data');
  const kept = await connect(Number(port));
  await kept.ask();
  primary.kill('SIGSTOP');
  const fresh = await connect(Number(port));
  const answer = fresh.ask();
  for (let turn = 0; turn < 300; turn++) await kept.ask();
  const waited = fresh.received() === '';
  primary.kill('SIGCONT');
  await answer;
  primary.kill();
  return waited ? 'waits until it goes on' : 'is answered';
}

export const proofs: Proofs = {
  /**
   * Who has a listening socket: the primary, and a worker that listens.
   * @zh 谁手里有监听 socket：主进程，还是正在监听的 worker。
   */
  'cluster-socket-owner': async () => ({
    SCHED_RR: await owner(rr),
    SCHED_NONE: await owner(none),
    'SCHED_RR, exclusive: true': await owner(rr + given('{"exclusive":true}')),
    'SCHED_RR, reusePort: true': await owner(rr + given('{"reusePort":true}')),
  }),

  /**
   * `cluster.schedulingPolicy = SCHED_NONE` at different moments: does a worker share the socket?
   * @zh 在不同时刻设置 `cluster.schedulingPolicy = SCHED_NONE`，看 worker 有没有拿到监听 socket。
   */
  'cluster-policy-frozen': async () => ({
    'before all': await owner(none),
    'after setupPrimary()': await owner(`cluster.setupPrimary(); ${none}`),
    'after the first fork()': await owner('', none),
  }),

  /**
   * `NODE_CLUSTER_SCHED_POLICY` with these values, by whether the worker got the socket.
   * @zh `NODE_CLUSTER_SCHED_POLICY` 取这些值时，看 worker 有没有拿到监听 socket。
   */
  'cluster-policy-values': async () => {
    const seen: Record<string, string> = {};
    for (const value of ['rr', 'none', 'NONE', 'nonsense']) {
      process.env.NODE_CLUSTER_SCHED_POLICY = value;
      seen[value] = await owner('');
    }
    return seen;
  },

  /**
   * Round robin, two workers, one of them blocked: new connections.
   * @zh 轮转调度，两个 worker，其中一个被卡住：新连接怎么样。
   */
  'cluster-blocked-round-robin': () => heldUp(cluster.SCHED_RR),

  /**
   * `SCHED_NONE`, two workers, one of them blocked: new connections.
   * @zh `SCHED_NONE`，两个 worker，其中一个被卡住：新连接怎么样。
   */
  'cluster-blocked-sched-none': () => heldUp(cluster.SCHED_NONE),

  /**
   * `reusePort: true`, two workers, one of them blocked: new connections.
   * @zh `reusePort: true`，两个 worker，其中一个被卡住：新连接怎么样。
   */
  'cluster-blocked-reuse-port': () =>
    heldUp(cluster.SCHED_RR, 'reusePort: true'),

  /**
   * All workers are blocked, and five clients come.
   * @zh 所有 worker 都被卡住，这时来了五个客户端。
   */
  'cluster-all-blocked': async () => {
    const { port, both } = await two();
    const blocked = Promise.all(both.map((one) => once(one, 'message')));
    const first = [ask(port, '/block'), ask(port, '/block')];
    await blocked;
    const kept = await Promise.all(
      Array.from({ length: 5 }, () => connect(port)),
    );
    const answers = kept.map((one) => one.ask());
    const before = kept.filter((one) => one.received()).length;
    go();
    const all = await Promise.all([...answers, ...first]);
    const after = all.filter((text) => text.endsWith('answer')).length - 2;
    return `${kept.length} are connected, ${before} answered; ${after} when the workers are free`;
  },

  /**
   * The primary is stopped, and a new connection comes to its worker's port.
   * @zh 主进程停住不动时，一个新连接到达 worker 的端口。
   */
  'cluster-primary-stopped': async () => ({
    'round robin': await primaryStopped('rr'),
    SCHED_NONE: await primaryStopped('none'),
  }),

  /**
   * SIGTERM to a worker whose loop is blocked.
   * @zh 向事件循环被占住的 worker 发 SIGTERM。
   */
  'cluster-blocked-sigterm': async () => {
    const told = async (handler: string): Promise<string> => {
      const one = worker(blockable() + handler, { PORT: '0' });
      const [port] = (await once(one, 'message')) as [number];
      void ask(port, '/block');
      await once(one, 'message');
      let free = false;
      one.on('message', () => (free = true));
      const exit = once(one, 'exit');
      one.process.kill('SIGTERM');
      await Promise.race([exit, new Promise((wait) => setTimeout(wait, 300))]);
      go();
      const [code, signal] = (await exit) as [number, null];
      rmSync(join(tmpdir(), 'go'));
      return `${endOf({ code, signal })} ${free ? 'when its loop is free' : 'at once'}`;
    };
    return {
      'no handler for it': await told(''),
      'a handler': await told(`process.on('SIGTERM', () => process.exit(5));`),
    };
  },

  /**
   * Two servers of one process on one port, each with `reusePort: true`.
   * @zh 同一进程里两个服务器用同一个端口，都带 `reusePort: true`。
   */
  'listen-reuse-port': async () => {
    const listen = async (port: number): Promise<number> => {
      const server = createServer().listen({ port, reusePort: true });
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    };
    const port = await listen(0);
    return `the second: ${await attempt(() => listen(port))}`;
  },
};
