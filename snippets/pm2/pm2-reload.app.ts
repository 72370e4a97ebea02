// A server that takes 30 ms to answer. The argument says how it starts and
// ends: plainly, or as a server should.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const graceful = process.argv.at(-1) === 'graceful';

// #region app
let warm = false;
const server = createServer(async (_request, response) => {
  if (!warm) return response.writeHead(503).end('still warming up');
  await sleep(30); // Time: of a query.
  return response.end('ok');
});
const database = connect(Number(process.env.DATABASE), '127.0.0.1');
const warmUp = once(database, 'data').then(() => (warm = true));
// #endregion app

// #region graceful
// Warm first, then listen, then say so: nobody meets a cold server.
if (graceful) await warmUp;
else void warmUp.then(() => console.log('warm'));
server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  if (graceful) process.send?.('ready');
});

if (graceful) {
  process.once('SIGINT', () => {
    console.log('SIGINT: accept no more, finish what is here');
    // Answers still to come tell their client not to come again here.
    server.on('request', (_request, response) => {
      if (!response.headersSent) response.setHeader('connection', 'close');
    });
    // The close() of http also cuts idle connections off, and one whose
    // first request is still on its way is idle. That of net only stops
    // accepting.
    Server.prototype.close.call(server, () => process.exit(0));
    // Time: those who never ask again are let go a little later.
    setTimeout(() => server.closeIdleConnections(), 1000);
  });
}
// #endregion graceful
