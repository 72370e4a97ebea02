/**
 * Ends a worker that has an idle connection, a slow request and an endless one: with a
 * deadline, and with the clean-up in 'disconnect', where it comes too late.
 *
 * @zh 让一个 worker 退出，它手上有空闲连接、慢请求和永不结束的请求：一次有最后期限，一次把清理写在 'disconnect' 里，为时已晚。
 */
import assert from 'node:assert/strict';
import cluster from 'node:cluster';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const file = new URL('./cluster-shutdown.worker.ts', import.meta.url);
cluster.setupPrimary({ exec: fileURLToPath(file) });
cluster.on('message', (_worker, line) => console.log(`  worker: ${line}`));

// #region clients
/** A worker whose clients wait for the end of these answers. */
async function startWith(style: string, paths: string[]) {
  const worker = cluster.fork({ STYLE: style });
  const [{ port }] = await once(worker, 'listening');
  const agent = new Agent({ keepAlive: true });
  const ends: Promise<string>[] = [];
  for (const path of paths) {
    const request = get({ host: '127.0.0.1', port, path, agent });
    const [response] = await once(request, 'response');
    const end = text(response).catch((error: Error) => error.message);
    ends.push(end.then((answer) => `${path} got: ${answer}`));
    if (path === '/quick') await end; // Its connection stays open, idle.
  }
  return { worker, ends };
}
// #endregion clients

// #region deadline
/** Asks it to shut down; milliseconds until it has exited with this code. */
async function shutDown(style: string, paths: string[], expected = 0) {
  const { worker, ends } = await startWith(style, paths);
  const start = performance.now();
  worker.send('shut down');
  const [code] = await once(worker, 'exit');
  const taken = performance.now() - start;
  for (const line of await Promise.all(ends)) console.log(`  ${line}`);
  console.log(`  exit code ${code}`);
  assert.equal(code, expected);
  return taken;
}

console.log('an idle connection and a slow request');
const swept = await shutDown('sweep', ['/quick', '/slow']);
console.log('the same, without looking for idle connections again');
const held = await shutDown('no sweep', ['/quick', '/slow'], 1);
console.log('a slow and an endless request');
const forced = await shutDown('sweep', ['/slow', '/endless'], 1);
console.log(`ended after slow: ${swept.toFixed(0)} ms`);
console.log(`ended after slow without sweep: ${held.toFixed(0)} ms`);
console.log(`ended after endless: ${forced.toFixed(0)} ms`);
// #endregion deadline

// #region late
console.log("an endless request, clean-up in 'disconnect'");
const endless = await startWith('in disconnect', ['/endless']);
endless.worker.disconnect();
// Time: longer than its deadline, which is the point.
await sleep(1_200);
console.log(`  still there: ${!endless.worker.isDead()}`);
assert.ok(!endless.worker.isDead());
const killed = once(endless.worker, 'exit');
endless.worker.process.kill('SIGKILL');
await killed;

console.log("an idle connection, clean-up in 'disconnect'");
const idle = await startWith('in disconnect', ['/quick']);
idle.worker.disconnect();
const [code] = await once(idle.worker, 'exit');
console.log(`  exit code ${code}: the server had closed before`);
// #endregion late
assert.equal(code, 9);
assert.ok(swept < held, 'an answered connection is held open otherwise');
