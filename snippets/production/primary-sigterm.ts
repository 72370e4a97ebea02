/**
 * Sends SIGTERM to the primary of a cluster whose workers handle it well, without and with
 * a handler in the primary, while a request is on its way.
 *
 * @zh worker 都好好处理了 SIGTERM，信号却发给了主进程：主进程没有处理函数和有处理函数时，手上的请求各是什么结局。
 * @needs posix
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

const file = new URL('./primary-sigterm.cluster.ts', import.meta.url);

// #region stop
async function stop(primary: 'unhandled' | 'handled'): Promise<string> {
  const child = fork(file, [primary]);
  const [{ port }] = await once(child, 'message');
  const exit = once(child, 'exit');
  const answer = (async () => {
    const request = get({ port, host: '127.0.0.1', timeout: 30_000 });
    const [response] = await once(request, 'response');
    return text(response as IncomingMessage);
  })().catch((error: NodeJS.ErrnoException) => error.code ?? error.message);
  await once(child, 'message'); // The request waits for its answer now.
  child.kill('SIGTERM'); // To the primary alone, as docker stop does.
  const [code, signal] = await exit;
  console.log(`SIGTERM ${primary} in the primary`);
  console.log(`  the client gets: ${await answer}`);
  console.log(`  primary: code ${code}, signal ${signal}`);
  return answer;
}
// #endregion stop

assert.equal(await stop('unhandled'), 'ECONNRESET');
assert.equal(await stop('handled'), 'answer');
