/**
 * Two workers serve one port: prints who answered which of six connections, and what
 * the processes have in common.
 *
 * @zh 两个 worker 服务同一个端口：打印六个连接各由谁应答，以及这几个进程有什么共同之处。
 */
import assert from 'node:assert/strict';
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { createServer, get } from 'node:http';
import { text } from 'node:stream/consumers';

// #region roles
// The same file runs three times: once as primary, twice as worker.
if (cluster.isPrimary) {
  await primary();
} else {
  createServer((_request, response) => {
    response.end(`worker ${cluster.worker!.id}`);
  }).listen(0, '127.0.0.1'); // In the primary, not here.
}
// #endregion roles

// #region primary
async function primary(): Promise<void> {
  const ports = new Set<number>();
  for (let i = 0; i < 2; i++) {
    const worker = cluster.fork();
    const [address] = await once(worker, 'listening');
    ports.add(address.port);
  }
  assert.equal(ports.size, 1, 'listen(0) gave both the same port');
  const [port] = ports;
  for (let i = 1; i <= 6; i++) {
    console.log(`connection ${i}: ${await ask(port!)}`);
  }
  await stop();
}
// #endregion primary

/** One request over a connection of its own. */
async function ask(port: number): Promise<string> {
  const request = get({ host: '127.0.0.1', port, agent: false });
  const [response] = await once(request, 'response');
  return text(response);
}

// #region stop
async function stop(): Promise<void> {
  const workers = Object.values(cluster.workers ?? {}) as Worker[];
  const pids = new Set(workers.map((worker) => worker.process.pid));
  const exits = workers.map((worker) => once(worker, 'exit'));
  cluster.disconnect(); // Closes their servers, then the channels.
  await Promise.all(exits);

  console.log(`processes: ${pids.size + 1}, ports: 1`);
  console.log('isMaster is only the old name:', isMasterIsPrimary());
}
// #endregion stop

/** Deprecated since Node 16, so the types mark it; it still works. */
function isMasterIsPrimary(): boolean {
  return Reflect.get(cluster, 'isMaster') === cluster.isPrimary;
}
