/**
 * Sends SIGTERM to a server with a silent connection, half a request, a busy client and a
 * slow request, once with server.close() alone and once closed with care.
 *
 * @zh 服务器手上有一条从未发过请求的连接、半个请求头、一个忙碌的客户端和一个慢请求时收到 SIGTERM：一次只用 server.close()，一次好好收尾。
 * @needs posix
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

const file = new URL('./graceful-shutdown.server.ts', import.meta.url);

interface Outcome {
  code: number;
  refused: boolean;
  slow: string;
}

// #region clients
async function stop(how: string): Promise<Outcome> {
  console.log(how);
  const server = fork(file, [how], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const exit = once(server, 'exit');
  const log = createInterface(server.stdout!);
  const said = (what: RegExp): Promise<string> =>
    new Promise((resolve) => {
      log.on('line', (line) => what.test(line) && resolve(line));
    });
  log.on('line', (line) => {
    if (/^(deadline|database)/.test(line)) console.log(`  ${line}`);
  });

  const port = Number(/\d+$/.exec(await said(/^listening/))![0]);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async (path: string, options = {}): Promise<string> => {
    const request = get({ port, host: '127.0.0.1', path, ...options });
    const [response] = await once(request, 'response');
    return text(response as IncomingMessage);
  };
  const open = async (bytes: string): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    await once(socket, 'connect');
    socket.write(bytes);
    return socket;
  };

  // One connection that never asks anything, one that never ends its
  // question, one that always asks.
  const odd = [await open(''), await open('GET / HTTP/1.1\r\nhost: ')];
  let stopped = false;
  const busy = (async () => {
    // Time: a client that asks about a hundred times a second.
    while (!stopped) await ask('/', { agent }).then(() => sleep(10));
  })().catch(() => {}); // Its connection ends with the server.
  const arrived = said(/slow arrived/);
  const slow = ask('/slow').catch((error: Error) => error.message);
  await arrived;

  const closing = said(/^closing/);
  const start = performance.now();
  server.kill('SIGTERM');
  await closing;
  const late = await ask('/').catch((error: Error) => error);
  const refused = late instanceof Error;
  console.log(`  a new connection is ${refused ? 'refused' : 'served'}`);
  console.log(`  the slow request got: ${await slow}`);
  const [code] = await exit;
  const took = performance.now() - start;
  console.log(`  exit code ${code}`);
  console.log(`  time to exit (${how}): ${took.toFixed(0)} ms`);
  stopped = true;
  await busy;
  for (const socket of odd) socket.destroy();
  agent.destroy();
  return { code, refused, slow: await slow };
}
// #endregion clients

const naive = await stop('naive');
const graceful = await stop('graceful');

for (const { refused, slow } of [naive, graceful]) {
  assert.ok(refused && slow === 'answer', 'what was accepted is answered');
}
assert.equal(naive.code, 1, 'a busy client kept the naive one open');
assert.equal(graceful.code, 0);
