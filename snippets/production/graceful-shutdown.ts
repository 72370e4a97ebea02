/**
 * Sends SIGTERM to a server with a silent connection, a busy one and a slow request, once
 * with server.close() alone and once closed with care.
 *
 * @zh 服务器手上有一条从未发过请求的连接、一条忙碌连接和一个慢请求时收到 SIGTERM：一次只用 server.close()，一次好好收尾。
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
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
  const server = fork(file, [how]);
  const [port] = await once(server, 'message');
  const exit = once(server, 'exit');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async (path: string, options = {}): Promise<string> => {
    const request = get({ port, host: '127.0.0.1', path, ...options });
    const [response] = await once(request, 'response');
    return text(response as IncomingMessage);
  };

  // One connection that never asks anything, one that always asks.
  const silent = connect(port, '127.0.0.1').on('error', () => {});
  await once(silent, 'connect');
  let stopped = false;
  const busy = (async () => {
    while (!stopped) await ask('/', { agent }).then(() => sleep(10));
  })().catch(() => {}); // Its connection ends with the server.
  const slow = ask('/slow').catch((error: Error) => error.message);
  await sleep(150); // The slow request is on its way by now.

  const start = performance.now();
  server.kill('SIGTERM');
  await sleep(100);
  const late = await ask('/').catch((error: Error) => error);
  const refused = late instanceof Error;
  console.log(`  a new connection is ${refused ? 'refused' : 'served'}`);
  const [code] = await exit;
  console.log(`  the slow request got: ${await slow}`);
  console.log(`  exit code ${code}`);
  const took = performance.now() - start;
  console.log(`  time to exit (${how}): ${took.toFixed(0)} ms`);
  stopped = true;
  await busy;
  silent.destroy();
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
