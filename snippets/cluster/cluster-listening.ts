/**
 * Listens in other ways than on one TCP port: several ports, exclusive, a Unix socket,
 * UDP, and with a primary that is blocked.
 *
 * @zh 除了一个 TCP 端口，还有哪些监听方式：多个端口、exclusive、Unix socket、UDP，以及主进程被卡住时。
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import cluster, { type Worker } from 'node:cluster';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { get, type RequestOptions } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Order, Told } from './cluster-listening.worker.ts';

const here = (role: string): URL =>
  new URL(`./cluster-listening.${role}.ts`, import.meta.url);
cluster.setupPrimary({ exec: fileURLToPath(here('worker')) });
const workers = [cluster.fork(), cluster.fork()];
// Not 'online': that is before the worker's code has run, and before Node 24
// an order that comes so early may find no listener.
await Promise.all(workers.map((worker) => once(worker, 'message')));

async function tell(worker: Worker, order: Order): Promise<Told> {
  const told = once(worker, 'message');
  worker.send(order);
  return (await told)[0];
}
const all = async (order: Order): Promise<Told[]> => [
  await tell(workers[0]!, order),
  await tell(workers[1]!, order),
];
async function ask(target: RequestOptions): Promise<string> {
  const request = get({ host: '127.0.0.1', agent: false, ...target });
  const [response] = await once(request, 'response');
  return text(response);
}

// #region ports
// The n-th listen(0) of each worker is the same port.
const first = await all({ listen: { port: 0 } });
const second = await all({ listen: { port: 0 } });
const ports = new Set([...first, ...second].map((told) => told.port));
console.log(`two workers, listen(0) twice each: ${ports.size} ports`);
// #endregion ports

// #region exclusive
// exclusive: not through the primary, a socket of the worker's own.
const own = await tell(workers[0]!, { listen: { port: 0, exclusive: true } });
const { port } = own;
const other = await tell(workers[1]!, { listen: { port, exclusive: true } });
console.log(`exclusive, the same port again: ${other.error}`);
// #endregion exclusive

// #region unix
const folder = mkdtempSync(join(tmpdir(), 'socket-'));
const path =
  process.platform === 'win32'
    ? String.raw`\\.\pipe\cluster-listening-${process.pid}`
    : join(folder, 'http');
await all({ listen: { path } });
const answers = [
  await ask({ socketPath: path }),
  await ask({ socketPath: path }),
];
console.log(`over a Unix socket: ${answers.sort().join(', ')}`);
// #endregion unix

// #region udp
const [bound] = await all({ udp: true });
const socket = createSocket('udp4');
const by = [0, 0];
socket.on('message', (id) => (by[Number(id) - 1]! += 1));
for (let i = 0; i < 100; i++) {
  socket.send('?', bound!.port!, '127.0.0.1');
  await once(socket, 'message');
}
socket.close();
for (const [i, count] of by.entries()) {
  console.log(`datagrams answered by worker ${i + 1}: ${count} messages`);
}
// #endregion udp

// #region primary
// A client asks over a kept connection and over a new one. Meanwhile the
// primary stands still, until the kept one has its answer, and longer.
const answered = join(folder, 'answered');
const clients = fork(here('clients'), [String(first[0]!.port), answered]);
await once(clients, 'message');
clients.send('ask');
while (!existsSync(answered));
const end = performance.now() + 500;
while (performance.now() < end); // Time: what the new connection shows.
const [waits] = await once(clients, 'message');
console.log(`kept connection while primary blocked: ${waits.kept} ms`);
console.log(`new connection while primary blocked: ${waits.fresh} ms`);
// #endregion primary

// #region left
// disconnect() closes the servers that the primary knows of.
cluster.disconnect();
await Promise.all(workers.map((worker) => once(worker, 'disconnect')));
if (!workers[1]!.isDead()) await once(workers[1]!, 'exit');
const left = workers.filter((worker) => !worker.isDead());
console.log(`after disconnect(), still running: ${left.map(({ id }) => id)}`);
for (const worker of left) worker.process.kill();
// #endregion left

rmSync(folder, { recursive: true });
assert.equal(ports.size, 2);
assert.equal(other.error, 'EADDRINUSE');
assert.ok(waits.fresh > waits.kept);
