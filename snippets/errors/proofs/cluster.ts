import type { Worker } from 'node:cluster';
import { once } from 'node:events';
import { get } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { emitted, lastWords, lines, masked } from '../../proving-messages.ts';
import { run, type Proofs } from '../../proving.ts';
import { worker } from '../../proving-servers.ts';

/** What a worker of a cluster says of an error of its server, which listens so. */
async function listening(options: string): Promise<string> {
  const one = worker(`
    import { createServer } from 'node:http';
    createServer().on('error', (error) => process.send(String(error)))
      .on('listening', () => process.send('listens'))
      .listen(${options});`);
  const [said] = (await once(one, 'message')) as [string];
  one.process.kill('SIGKILL');
  return masked(said);
}

/** What a client hears whose worker gets this while it works on the request. */
async function during(act: (worker: Worker) => void): Promise<string> {
  const one = worker(`
    import { createServer } from 'node:http';
    process.on('message', (order) => eval(order));
    createServer(() => process.send('asked')).listen(0, '127.0.0.1', function () {
      process.send(this.address().port);
    });`);
  const [port] = (await once(one, 'message')) as [number];
  const asked = get({ port, host: '127.0.0.1', agent: false });
  const said = emitted(() => asked);
  await once(one, 'message');
  act(one);
  return said;
}

export const proofs: Proofs = {
  /**
   * A worker of a cluster listens at a port that another program has, with a host and without.
   * @zh cluster 的 worker 监听一个被别的程序占用的端口：写了地址，或没写。
   */
  'errors-cluster-port': async () => {
    const taken = createServer().listen(0);
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    return {
      'no host': await listening(`${port}`),
      'a host': await listening(`${port}, '127.0.0.1'`),
      'exclusive: true': await listening(`{ port: ${port}, exclusive: true }`),
      'an address of another machine': await listening(`0, '192.0.2.1'`),
    };
  },

  /**
   * A client whose worker dies, or throws, while it works on the request.
   * @zh 请求处理到一半，worker 被杀死或抛出异常。
   */
  'errors-cluster-died': async () => ({
    SIGKILL: await during((one) => one.process.kill('SIGKILL')),
    'an exception': await during((one) =>
      one.send(`setImmediate(() => { throw new Error('bug'); })`),
    ),
    'process.exit()': await during((one) => one.send('process.exit(1)')),
  }),

  /**
   * Calls of `node:cluster` in the wrong process, or to a worker that is gone.
   * @zh 在错误的进程里调用 `node:cluster`，或调用已经不在的 worker。
   */
  'errors-cluster-calls': async () => ({
    'fork() in a worker': await lastWords(
      `import cluster from 'node:cluster';
      if (cluster.isPrimary) cluster.fork();
      else try { cluster.fork(); } catch (error) { console.error(String(error)); process.exit(); }`,
    ),
    'send() to a dead worker': await lastWords(
      `import cluster from 'node:cluster';
      import { once } from 'node:events';
      if (cluster.isPrimary) {
        const worker = cluster.fork();
        await once(worker, 'exit');
        worker.send('hello');
      } else process.exit();`,
    ),
    'worker.pid in the primary': await lastWords(
      `import cluster from 'node:cluster';
      if (cluster.isPrimary) {
        const worker = cluster.fork().on('exit', () => {});
        worker.process.kill();
        process.kill(worker.pid);
      }`,
    ),
    'cluster.worker in the primary': await lastWords(
      `import cluster from 'node:cluster'; cluster.worker.id;`,
    ),
  }),

  /**
   * A UDP or TCP socket with `reusePort`.
   * @zh 带 `reusePort` 的监听。
   */
  'errors-reuse-port': async () => {
    const { stdout } = await run(`
      import { createServer } from 'node:net';
      const first = createServer().listen({ port: 0, reusePort: true }, () => {
        const { port } = first.address();
        createServer().on('error', (error) => { console.log(String(error)); process.exit(); })
          .listen({ port, reusePort: true }, () => { console.log('listens'); process.exit(); });
      });`);
    return masked(stdout);
  },

  /**
   * A worker is told to debug at a port that is taken.
   * @zh worker 的调试端口被占用。
   */
  'errors-inspect-port': async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { stderr } = await run('', { execArgv: [`--inspect=${port}`] });
    return lines(stderr, /address already in use/);
  },
};
