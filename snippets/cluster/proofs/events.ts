import type { Worker } from 'node:cluster';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Proofs } from '../../proving.ts';
import { endOf, program, run } from '../../proving.ts';
import { ask, worker } from '../../proving-servers.ts';

/** A worker that does what it is told, and says when it is there. */
const obedient = `
  import cluster from 'node:cluster';
  process.on('message', (order) => eval(order));
  process.on('SIGINT', () => process.exit(5));
  process.send('here');`;

/** What `exitedAfterDisconnect` says of a worker that ended so, and its end. */
async function endedBy(how: string | ((worker: Worker) => void)) {
  const one = worker(obedient);
  await once(one, 'message');
  if (typeof how === 'string') one.send(how);
  else how(one);
  const [code, signal] = (await once(one, 'exit')) as [number, null];
  return `${one.exitedAfterDisconnect}, ${endOf({ code, signal })}`;
}

/** How many 'listening' events come of these calls, before a message that the worker sends when all listen. */
async function heard(listen: string): Promise<string> {
  const one = worker(`
    import { createServer } from 'node:http';
    import { createSocket } from 'node:dgram';
    import { once } from 'node:events';
    const server = () => createServer();
    const path = '${program('')}.socket';
    const up = [${listen}];
    await Promise.all(up.map((one) => once(one, 'listening')));
    process.send('all listen');`);
  let count = 0;
  one.on('listening', () => (count += 1));
  await once(one, 'message');
  one.process.kill('SIGKILL');
  await once(one, 'exit');
  return count === 1 ? 'once' : count === 0 ? 'never' : `${count} times`;
}

/** After `disconnect()` of a worker with such a server, once its channel is closed: who answers at its port? */
async function disconnected(options: string): Promise<string> {
  const one = worker(`
    import { createServer } from 'node:http';
    const server = createServer((_, response) => response.end('answer'));
    server.listen({ port: 0, host: '127.0.0.1', ${options} }, () => {
      process.send(server.address().port);
    });`);
  const [port] = (await once(one, 'message')) as [number];
  const exit = once(one, 'exit');
  one.disconnect();
  await once(one, 'disconnect');
  const answer = await ask(port);
  if (answer === 'answer') one.process.kill('SIGKILL');
  const [code, signal] = (await exit) as [number, null];
  return answer === 'answer'
    ? 'still alive, and answers'
    : `ended (${endOf({ code, signal })}), port ${answer}`;
}

export const proofs: Proofs = {
  /**
   * `isMaster` and `setupMaster` beside the names that replaced them.
   * @zh `isMaster`、`setupMaster` 与取代它们的新名字。
   */
  'cluster-master-names': async () => {
    const { stdout } = await run(`
      import cluster from 'node:cluster';
      console.log(cluster.isMaster === cluster.isPrimary,
        cluster.setupMaster === cluster.setupPrimary);`);
    const [value, method] = stdout.split(' ');
    const same = (found?: string) => (found === 'true' ? 'the same' : 'differ');
    return { isMaster: same(value), setupMaster: same(method) };
  },

  /**
   * Variables given to `cluster.fork()`: who has them.
   * @zh 传给 `cluster.fork()` 的变量，谁能看到。
   */
  'cluster-fork-environment': async () => {
    const tell = `process.send(process.env.ROLE + ', ' + process.env.PRIMARY)`;
    process.env.PRIMARY = 'from the primary';
    const [one] = await once(worker(tell, { ROLE: 'given' }), 'message');
    const [next] = await once(worker(tell), 'message');
    return {
      'the worker': String(one),
      'the next worker': String(next),
      'the primary': String(process.env.ROLE),
    };
  },

  /**
   * A line outside of `if (cluster.isPrimary)`, in a file with a primary and two workers.
   * @zh 写在 `if (cluster.isPrimary)` 之外的一行，一个主进程、两个 worker。
   */
  'cluster-outside-if': async () => {
    const { stdout } = await run(`
      import cluster from 'node:cluster';
      import { writeSync } from 'node:fs';
      writeSync(1, 'migrated\\n');
      if (cluster.isPrimary) { cluster.fork(); cluster.fork(); }
      else process.exit();`);
    return `ran ${stdout.split('\n').length} times`;
  },

  /**
   * How many `'listening'` events a primary hears from a worker, by what listens in it.
   * @zh 主进程从一个 worker 听到几次 `'listening'`，看里面监听的是什么。
   */
  'cluster-listening-events': async () => ({
    'one server': await heard('server().listen(0)'),
    'two servers': await heard('server().listen(0), server().listen(0)'),
    'a Unix socket': await heard('server().listen(path)'),
    'a UDP socket': await heard(`createSocket('udp4').bind(0)`),
    'exclusive: true': await heard(
      'server().listen({ port: 0, exclusive: true })',
    ),
    'reusePort: true': await heard(
      'server().listen({ port: 0, reusePort: true })',
    ),
  }),

  /**
   * `worker.disconnect()` in the primary, and a worker with one HTTP server.
   * @zh 主进程调用 `worker.disconnect()`，worker 里有一个 HTTP 服务器。
   */
  'cluster-disconnect-ends': async () => ({
    'listen(0)': await disconnected(''),
    'exclusive: true': await disconnected('exclusive: true'),
    'reusePort: true': await disconnected('reusePort: true'),
  }),

  /**
   * `exitedAfterDisconnect` and the end of a worker, by how it was ended.
   * @zh 一个 worker 的 `exitedAfterDisconnect` 与结局，看它是怎么结束的。
   */
  'cluster-exited-after-disconnect': async () => ({
    'worker.disconnect() in the primary': await endedBy((w) => w.disconnect()),
    'worker.kill() in the primary': await endedBy((w) => w.kill()),
    'SIGKILL from outside': await endedBy((w) => w.process.kill('SIGKILL')),
    'cluster.worker.disconnect() in it': await endedBy(
      'cluster.worker.disconnect()',
    ),
    'cluster.worker.kill() in it': await endedBy('cluster.worker.kill()'),
    'process.exit(0) in it': await endedBy('process.exit(0)'),
    'process.disconnect() in it': await endedBy('process.disconnect()'),
  }),

  /**
   * `worker.kill()` in the primary, and a worker whose signal handler ends it with 5.
   * @zh 主进程调用 `worker.kill()`，worker 的信号处理函数以 5 退出。
   */
  'cluster-kill-is-a-signal': async () => ({
    'kill(), no handler for it': await endedBy((w) => w.kill()),
    "kill('SIGINT'), a handler": await endedBy((w) => w.kill('SIGINT')),
    "destroy('SIGINT'), a handler": await endedBy((w) => w.destroy('SIGINT')),
  }),

  /**
   * The ids of workers, when the first has died and a third is started.
   * @zh 第一个 worker 死了，再启动第三个，看它们的 id。
   */
  'cluster-worker-ids': async () => {
    const one = worker(obedient);
    const two = worker(obedient);
    await Promise.all([once(one, 'message'), once(two, 'message')]);
    one.kill();
    await once(one, 'exit');
    const three = worker(obedient);
    const { pid } = three as unknown as { pid?: number };
    return `${one.id}, ${two.id}, then ${three.id}; worker.pid: ${pid}`;
  },

  /**
   * `send()` to a worker whose end the primary has heard of.
   * @zh 主进程已经知道某个 worker 结束了，还对它 `send()`。
   */
  'cluster-send-to-dead': async () => {
    const dies = (listen: string) =>
      run(`
        import cluster from 'node:cluster';
        import { once } from 'node:events';
        if (cluster.isWorker) process.exit();
        const worker = cluster.fork();
        await once(worker, 'exit');
        cluster.on('error', () => console.log('on cluster'));
        ${listen}
        setImmediate(() => console.log('primary goes on'));`);
    const told = async (listen: string) => {
      const { stdout, stderr, code } = await dies(listen);
      const [found] = /ERR_\w+/.exec(stderr) ?? [''];
      return [...stdout.split('\n'), found, `exit ${code}`]
        .filter(Boolean)
        .join(', ');
    };
    return {
      'no listener': await told(`worker.send('x');`),
      "'error' on the worker": await told(
        `worker.on('error', ({ code }) => console.log(code)); worker.send('x');`,
      ),
      'a callback': await told(
        `worker.send('x', ({ code }) => console.log(code));`,
      ),
    };
  },

  /**
   * A worker whose program has nothing to do, and a `fork()`ed child with the same program.
   * @zh 程序里什么也不做的 worker，和跑同一个程序的 `fork()` 子进程。
   */
  'cluster-idle-worker': async () => {
    const idle = `process.send('ran');`;
    const child = fork(program(idle));
    const [code] = (await once(child, 'exit')) as [number];
    const one = worker(idle);
    await once(one, 'message');
    // Another one starts, runs and ends meanwhile; then it is told to go.
    await once(worker(`process.exit()`), 'exit');
    if (!one.isDead()) one.disconnect();
    await once(one, 'exit');
    const told = one.exitedAfterDisconnect;
    return {
      'fork()': `ends by itself, exit ${code}`,
      'cluster.fork()': told
        ? 'lives until it is told to go'
        : 'ends by itself',
    };
  },
};
