// A cluster of one worker; the worker ends gracefully, the primary may or may not.
import cluster from 'node:cluster';
import { createServer } from 'node:http';

const say = (what: object): void => void process.send!(what);

// #region cluster
if (cluster.isPrimary) {
  const worker = cluster.fork();
  worker.on('listening', ({ port }) => say({ port }));
  worker.on('message', () => say({ arrived: true }));
  if (process.argv[2] === 'handled') {
    worker.on('exit', () => process.disconnect());
    // Tell the workers, and wait. A second signal changes nothing, and a
    // worker that has got one itself is told what it knows.
    const stop = (): void => void worker.process.kill('SIGTERM');
    process.on('SIGTERM', stop).on('SIGINT', stop);
  }
  process.on('message', () => {}); // The channel keeps us alive.
} else {
  const server = createServer((_, response) => {
    say({ arrived: true });
    // Time: work that takes a while.
    setTimeout(() => response.end('answer'), 300);
  });
  server.listen(0, '127.0.0.1');
  // What every tutorial shows, and what it is worth depends on above.
  const stop = (): void => {
    if (server.listening) server.close(() => process.disconnect());
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
}
// #endregion cluster
