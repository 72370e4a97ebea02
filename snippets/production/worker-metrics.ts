/**
 * Sends thirty requests to a cluster, reads them back from its Prometheus endpoint per
 * worker, kills one worker and reads again: the total does not fall.
 *
 * @zh 给 cluster 发三十个请求，从 Prometheus 端点按 worker 读回来；杀掉一个 worker 再读一遍，总数没有变小。
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

const file = new URL('./worker-metrics.cluster.ts', import.meta.url);
const child = fork(file);
let [port, metricsPort, listening] = [0, 0, 0];
child.on('message', (message: { port?: number; metrics?: AddressInfo }) => {
  if (message.metrics) metricsPort = message.metrics.port;
  else {
    port = message.port!;
    listening++;
  }
});
const until = async (condition: () => unknown): Promise<void> => {
  while (!(await condition())) await sleep(25);
};
await until(() => listening === 2);

async function ask(port: number, path: string): Promise<string> {
  // No agent: each request is a connection, and goes to the next worker.
  const request = get({ port, host: '127.0.0.1', path, agent: false });
  const [response] = await once(request, 'response');
  return text(response as IncomingMessage);
}

// #region read
/** The sum of a metric over all workers, as sum() in Prometheus. */
async function sum(name: string): Promise<number> {
  const page = await ask(metricsPort, '/');
  return page
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`))
    .reduce((total, line) => total + Number(line.split(' ').at(-1)), 0);
}

for (let i = 0; i < 30; i++) await ask(port, i < 6 ? '/fail' : '/');
// A report is up to 200 ms old; so is what Prometheus reads.
await until(async () => (await sum('http_requests_total')) === 30);
const page = await ask(metricsPort, '/');
console.log(page.split('# TYPE process')[0]!.trimEnd());

child.send('kill one');
await until(() => listening === 3); // The replacement listens.
const after = await sum('http_requests_total');
const errors = await sum('http_errors_total');
console.log(`requests after a worker was killed: ${after} requests`);
console.log(`errors after a worker was killed: ${errors} requests`);
// #endregion read

const own = await sum('process_resident_memory_bytes');
const exit = once(child, 'exit');
child.disconnect();
await exit;
assert.deepEqual([after, errors], [30, 6]);
assert.ok(own > 20e6, 'workers report their own memory');
