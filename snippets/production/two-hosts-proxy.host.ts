// One "host": a cluster of two workers on one loopback address.
import cluster from 'node:cluster';
import { createServer } from 'node:http';

const [address = '127.0.0.1', name = ''] = process.argv.slice(2);

// #region host
if (cluster.isPrimary) {
  cluster.on('message', () => process.send!('a slow one'));
  process.on('message', () => workers.forEach((w) => w.send('go on')));
  let listening = 0;
  cluster.on('listening', (_, { port }) => {
    if (++listening < 2) return;
    const pids = workers.map((worker) => worker.process.pid!);
    process.send!({ port, pids: [process.pid, ...pids] });
  });
  const workers = [cluster.fork(), cluster.fork()];
} else {
  const told = new Promise((resolve) => process.once('message', resolve));
  createServer(async (request, response) => {
    if (request.url === '/slow') {
      process.send!('in hand');
      await told; // A query that takes until then.
    }
    response.end(name); // Who it was, so that the clients can count.
  }).listen(0, address);
}
// #endregion host
process.on('disconnect', () => process.exit());
