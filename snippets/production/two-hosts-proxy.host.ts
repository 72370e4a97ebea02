// One "host": a cluster of two workers on one loopback address.
import cluster from 'node:cluster';
import { createServer } from 'node:http';

const [address = '127.0.0.1', name = ''] = process.argv.slice(2);

// #region host
if (cluster.isPrimary) {
  let listening = 0;
  cluster.on('listening', (_, { port }) => {
    if (++listening < 2) return;
    const pids = workers.map((worker) => worker.process.pid!);
    process.send!({ port, pids: [process.pid, ...pids] });
  });
  const workers = [cluster.fork(), cluster.fork()];
} else {
  createServer((request, response) => {
    // Who it was, so that the clients can count.
    setTimeout(() => response.end(name), request.url === '/slow' ? 300 : 1);
  }).listen(0, address);
}
// #endregion host
process.on('disconnect', () => process.exit());
