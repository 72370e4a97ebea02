// A cluster of one worker; the worker ends gracefully, the primary may or may not.
import cluster from 'node:cluster';
import { createServer } from 'node:http';

// #region cluster
if (cluster.isPrimary) {
  const worker = cluster.fork();
  worker.on('listening', ({ port }) => process.send!(port));
  if (process.argv[2] === 'handled') {
    process.on('SIGTERM', () => {
      worker.process.kill('SIGTERM'); // Tell the workers, and wait.
      worker.on('exit', () => process.disconnect());
    });
  }
  process.on('message', () => {}); // The channel keeps us alive.
} else {
  const server = createServer((_, response) => {
    setTimeout(() => response.end('answer'), 300);
  });
  server.listen(0, '127.0.0.1');
  // What every tutorial shows, and what it is worth depends on above.
  process.on('SIGTERM', () => {
    server.close(() => process.disconnect());
  });
}
// #endregion cluster
