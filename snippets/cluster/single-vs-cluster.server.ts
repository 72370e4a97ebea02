// One server process, or a cluster; tells how much CPU time all of it has used.
import cluster, { type Worker } from 'node:cluster';
import { pbkdf2Sync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const count = Number(process.argv[2]);

// #region handlers
const server = createServer((request, response) => {
  if (request.url === '/compute') {
    // A millisecond or two of JavaScript's one thread.
    pbkdf2Sync('password', 'salt', 10_000, 32, 'sha256');
    response.end('computed');
  } else {
    setTimeout(() => response.end('waited'), 10); // Time: of a database, say.
  }
});
// #endregion handlers

const used = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

if (cluster.isWorker) {
  server.listen(0, '127.0.0.1');
  process.on('message', () => process.send!(used()));
} else if (count === 0) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.send!((server.address() as AddressInfo).port);
  process.on('message', () => process.send!(used()));
  process.once('disconnect', () => process.exit());
} else {
  let port = 0;
  for (let i = 0; i < count; i++) {
    const [address] = await once(cluster.fork(), 'listening');
    port = address.port;
  }
  process.send!(port);
  const workers = Object.values(cluster.workers ?? {}) as Worker[];
  process.on('message', async () => {
    let sum = used();
    for (const worker of workers) {
      const answer = once(worker, 'message');
      worker.send('cpu');
      sum += (await answer)[0];
    }
    process.send!(sum);
  });
  process.once('disconnect', () => cluster.disconnect());
}
