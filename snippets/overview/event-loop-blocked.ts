/**
 * Serves a route that computes, first on the main thread and then in a worker,
 * and measures what the other clients notice.
 *
 * @zh 一个要计算的路由，先放在主线程上，再放进 worker，测出其他客户端各有什么感受。
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { compute } from './event-loop-blocked.compute.ts';

const here = (name: string): URL =>
  new URL(`./event-loop-blocked.${name}.ts`, import.meta.url);

// #region server
const server = createServer((request, response) => {
  if (request.url === '/quick') {
    response.end('quick');
    return;
  }
  response.flushHeaders(); // The client now knows that we begin.
  if (request.url === '/here') {
    response.end(compute());
    return;
  }
  const worker = new Worker(here('compute'));
  worker.once('message', (answer: string) => response.end(answer));
  worker.once('error', (error) => response.destroy(error));
});
// #endregion server

server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

// #region measure
/** Asks for the report and, while it is made, ten times for /quick. */
async function slowestQuick(report: string): Promise<number> {
  const loop = monitorEventLoopDelay({ resolution: 5 });
  loop.enable();
  // The clients live in a thread of their own: on this one they would
  // be blocked too, and would measure themselves.
  const clients = new Worker(here('clients'), {
    workerData: { origin: `http://127.0.0.1:${port}`, report },
  });
  const [slowest] = await once(clients, 'message');
  loop.disable();
  const delay = (loop.max / 1e6).toFixed(0);
  console.log(`longest loop delay (${report}): ${delay} ms`);
  console.log(`slowest quick request (${report}): ${slowest} ms`);
  return slowest;
}

const blocked = await slowestQuick('here');
const free = await slowestQuick('elsewhere');
// #endregion measure
server.close();

assert.ok(blocked > free, 'whoever computes elsewhere blocks nobody here');
