// Serves quick, slow and endless answers, and shuts down in the style that it is told.
import cluster from 'node:cluster';
import { createServer } from 'node:http';

const say = (line: string): void => void process.send!(line);

const server = createServer((request, response) => {
  if (request.url === '/quick') response.end('quick');
  else response.flushHeaders(); // The client knows: we are at work.
  // Time: long enough to be at work when we are asked to end.
  if (request.url === '/slow') setTimeout(() => response.end('slow'), 100);
  // '/endless' never ends: a lost query, a client that reads no more.
});
server.listen(0, '127.0.0.1');

// #region right
const deadline = 800; // ms; well below what the supervisor gives us.
const sweep = process.env.STYLE === 'sweep';

if (sweep || process.env.STYLE === 'no sweep') {
  process.once('message', () => {
    // Time: the deadline.
    setTimeout(() => {
      say('deadline: closing what is left');
      server.closeAllConnections(); // Its clients see a reset,
      process.exitCode = 1; // and whoever reads our exit code hears of it.
    }, deadline).unref();
    // Stops accepting, closes idle connections, waits for the rest;
    // then closes the channel, and we are free to end.
    cluster.worker!.disconnect();
    // A busy connection becomes an idle one when its answer is out,
    // and nobody closes it then. So look again.
    const look = () => server.closeIdleConnections();
    if (sweep) setInterval(look, 20).unref();
  });
  server.once('close', () => say('every connection has ended'));
}
// #endregion right

// #region wrong
if (process.env.STYLE === 'in disconnect') {
  // The primary calls worker.disconnect(). 'disconnect' comes when the
  // server HAS closed: no deadline that starts here helps anybody.
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), deadline).unref(); // Time: the same.
    server.close((error) => {
      const { code } = error as NodeJS.ErrnoException;
      process.exitCode = code === 'ERR_SERVER_NOT_RUNNING' ? 9 : 0;
    });
  });
}
// #endregion wrong
