// Serves quick, slow and endless answers, and shuts down in the style that it is told.
import cluster from 'node:cluster';
import { createServer } from 'node:http';

const say = (line: string): void => void process.send!(line);

const server = createServer((request, response) => {
  if (request.url === '/quick') return response.end('quick');
  response.flushHeaders(); // The client knows that we are at work.
  if (request.url === '/slow') setTimeout(() => response.end('slow'), 150);
  // '/endless' never ends: a lost query, a client that reads no more.
});
server.listen(0, '127.0.0.1');

// #region right
const deadline = 400; // ms; well below what the supervisor gives us

if (process.env.STYLE === 'deadline') {
  process.once('message', () => {
    setTimeout(() => {
      say('deadline: closing what is left');
      server.closeAllConnections(); // Its clients see a reset.
    }, deadline).unref();
    // Stops accepting, closes idle connections, waits for the rest;
    // then closes the channel, and we are free to end.
    cluster.worker!.disconnect();
  });
  server.once('close', () => say('every connection has ended'));
}
// #endregion right

// #region wrong
if (process.env.STYLE === 'in disconnect') {
  // The primary calls worker.disconnect(). 'disconnect' comes when the
  // server HAS closed: no deadline that starts here helps anybody.
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), deadline).unref();
    server.close((error) => {
      const { code } = error as NodeJS.ErrnoException;
      process.exitCode = code === 'ERR_SERVER_NOT_RUNNING' ? 9 : 0;
    });
  });
}
// #endregion wrong
