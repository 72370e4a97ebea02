/**
 * Sends uploads to a worker that leaks Buffers, watched by a guard that looks at heapUsed
 * alone and by one that looks at external and rss, too.
 *
 * @zh 向一个泄漏 Buffer 的 worker 上传：一个看门狗只看 heapUsed，另一个连 external 和 rss 一起看。
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const file = new URL('./memory-guard.cluster.ts', import.meta.url);

interface Message {
  port?: number;
  looked?: boolean;
  why?: string;
  ended?: boolean;
}
interface Seen {
  why?: string;
  failed: number;
}

// #region upload
async function watch(...fields: string[]): Promise<Seen> {
  const child = fork(file, fields);
  let port = 0;
  let [looks, ended] = [0, false];
  const seen: Seen = { failed: 0 };
  child.on('message', (message: Message) => {
    if (message.port) port = message.port;
    if (message.looked) looks++;
    if (message.why) seen.why ??= message.why;
    if (message.ended) ended = true;
  });
  while (port === 0) await sleep(20);

  // Until the worker has been replaced; or until it holds 120 MB, and its
  // guard has looked once more, from start to end.
  let before = Infinity;
  for (let i = 1; seen.why ? !ended : looks < before + 2; i++) {
    try {
      await ask(port);
    } catch {
      seen.failed++;
    }
    await sleep(10); // Time: clients come now and then.
    if (i === 30) before = looks;
  }
  await ask(port);
  console.log(`watching ${fields.join(', ')}`);
  console.log(`  replaced because of: ${seen.why ?? 'nothing, it leaks on'}`);
  const name = `failed while watching ${fields.join(' and ')}`;
  console.log(`  ${name.toLowerCase()}: ${seen.failed} requests`);
  const exit = once(child, 'exit');
  child.disconnect();
  await exit;
  return seen;
}
// #endregion upload

async function ask(port: number): Promise<void> {
  const request = get({ port, host: '127.0.0.1', agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
}

const blind = await watch('heapUsed');
const seeing = await watch('heapUsed', 'external', 'rss');

assert.equal(blind.why, undefined, 'Buffers are not on the heap');
assert.equal(seeing.why, 'external');
assert.equal(
  blind.failed + seeing.failed,
  0,
  'replaced without a lost request',
);
