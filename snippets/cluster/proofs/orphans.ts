import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Proofs } from '../../proving.ts';
import { program } from '../../proving.ts';
import { ask } from '../../proving-servers.ts';

/** A server that answers `/slow` when a file `go` is there; its process writes how it ends. */
const server = `
  import cluster from 'node:cluster';
  import { existsSync, writeSync } from 'node:fs';
  import { createServer } from 'node:http';
  import { tmpdir } from 'node:os';
  const free = () => existsSync(tmpdir() + '/go');
  process.on('exit', (code) => writeSync(1, 'exit ' + code));
  process.on('disconnect', () => writeSync(1, "its 'disconnect', "));
  const server = createServer(({ url }, response) => {
    if (url === '/end') process.exit();
    if (process.connected) process.send('asked');
    const look = setInterval(() => {
      if (url === '/slow' && !free()) return;
      clearInterval(look);
      response.end('answer');
    }, 5);
  });
  server.listen({ port: 0, host: '127.0.0.1', exclusive: EXCLUSIVE }, () =>
    process.send(server.address().port));`;
const go = (): void => writeFileSync(join(tmpdir(), 'go'), '');

/** A primary that does what it is told, with one child; its stdout ends when both are gone. */
async function primary(
  work: string,
  { starts = 'cluster.fork()', exclusive = true } = {},
): Promise<{ parent: ChildProcess; port: number; written: Promise<string> }> {
  const exec = program(server.replace('EXCLUSIVE', `${exclusive}`) + work);
  const source = `
    import { fork } from 'node:child_process';
    import cluster from 'node:cluster';
    const exec = '${exec}';
    cluster.setupPrimary({ exec });
    const one = ${starts};
    one.on('message', (told) => process.send?.(told));
    process.on('message', (order) => eval(order));`;
  const parent = fork(program(source), {
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });
  const [port] = (await once(parent, 'message')) as [number];
  return { parent, port, written: text(parent.stdout!) };
}

/** Ends a primary, by a signal or by what it evaluates. */
async function end(parent: ChildProcess, how: string): Promise<void> {
  const gone = once(parent, 'exit');
  if (how === 'SIGKILL') parent.kill(how);
  else parent.send(how);
  await gone;
}

/** What the child does when its primary has ended so: its last words, or that it still answers after them. */
async function after(how: string, work = '', starts?: string): Promise<string> {
  const { parent, port, written } = await primary(work, { starts });
  const words = once(parent.stdout!, 'data').then(String);
  await end(parent, how);
  const first = await words; // Its channel has closed, and it knows.
  const answer = await ask(port);
  if (answer !== 'answer') return `ends: ${await written}`;
  await ask(port, '/end');
  return `${first}lives on and answers`;
}

/** What a client gets whose request was under way when the primary was killed. */
async function underWay(order: string, told: string): Promise<string> {
  const look = `setInterval(() => {
      if (cluster.worker.exitedAfterDisconnect) process.send?.('leaving');
    }, 5).unref();`;
  const { parent, port } = await primary(look, { exclusive: false });
  const answer = ask(port, '/slow');
  await once(parent, 'message'); // 'asked'
  parent.send(order);
  if (told)
    for (let said; said !== told;) [said] = await once(parent, 'message');
  const words = once(parent.stdout!, 'data');
  await end(parent, 'SIGKILL');
  await words; // Its channel has closed, and it knows.
  go();
  return answer;
}

export const proofs: Proofs = {
  /**
   * A primary ends; its worker, or its plain `fork()`ed child, has a server of its own.
   * @zh 主进程结束了；它的 worker（或普通 `fork()` 子进程）自己还开着一个服务器。
   */
  'cluster-orphan-ends': async () => ({
    'primary gets SIGKILL': await after('SIGKILL'),
    'primary calls process.exit()': await after('process.exit()'),
    'primary throws': await after('setImmediate(() => { throw 1; })'),
    "worker also listens to 'disconnect'": await after(
      'SIGKILL',
      `process.on('disconnect', () => {});`,
    ),
    'worker removed all such listeners': await after(
      'SIGKILL',
      `process.removeAllListeners('disconnect');
       process.on('disconnect', () => writeSync(1, "its 'disconnect', "));`,
    ),
    'a child of fork(), no cluster': await after('SIGKILL', '', 'fork(exec)'),
  }),

  /**
   * A primary gets SIGKILL while its worker's loop is blocked.
   * @zh 主进程被 SIGKILL 时，worker 的事件循环正被占住。
   */
  'cluster-orphan-blocked': async () => {
    const { parent, written } = await primary(`
      setTimeout(() => {
        process.send(process.pid);
        while (!free());
        writeSync(1, 'computed to the end, ');
      });`);
    const [pid] = (await once(parent, 'message')) as [number];
    await end(parent, 'SIGKILL');
    const alive = process.kill(pid, 0);
    go();
    return `${alive ? 'alive while blocked' : 'gone'}, then: ${await written}`;
  },

  /**
   * A primary gets SIGKILL while its worker answers a request: what the client gets.
   * @zh worker 正在处理请求时主进程被 SIGKILL：客户端得到什么。
   */
  'cluster-orphan-request': async () => ({
    'worker not told to go': await underWay('', ''),
    'worker.disconnect() before': await underWay('one.disconnect()', 'leaving'),
  }),
};
