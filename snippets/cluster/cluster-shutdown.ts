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
console.log('idle and slow, with a deadline');
let { worker, ends } = await startWith('deadline', ['/quick', '/slow']);
let start = performance.now();
worker.send('shut down');
let [code] = await once(worker, 'exit');
for (const line of await Promise.all(ends)) console.log(`  ${line}`);
console.log(`  exit code ${code}`);
const drained = performance.now() - start;
console.log(`  drained after: ${drained.toFixed(0)} ms`);

console.log('endless, with a deadline');
({ worker, ends } = await startWith('deadline', ['/slow', '/endless']));
start = performance.now();
worker.send('shut down');
[code] = await once(worker, 'exit');
for (const line of await Promise.all(ends)) console.log(`  ${line}`);
console.log(`  exit code ${code}`);
const forced = performance.now() - start;
console.log(`  ended after: ${forced.toFixed(0)} ms`);
assert.equal(code, 0);
// #endregion deadline

// #region late
console.log("endless, with its clean-up in 'disconnect'");
({ worker, ends } = await startWith('in disconnect', ['/endless']));
const exited = once(worker, 'exit');
worker.disconnect();
await sleep(1_000); // More than twice its deadline.
console.log(`  still there: ${!worker.isDead()}`);
assert.ok(!worker.isDead());
worker.process.kill('SIGKILL');
await exited;

console.log("idle, with its clean-up in 'disconnect'");
({ worker, ends } = await startWith('in disconnect', ['/quick']));
worker.disconnect();
[code] = await once(worker, 'exit');
console.log(`  exit code ${code}: its server had closed before`);
assert.equal(code, 9);
// #endregion late
