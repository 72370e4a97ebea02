// A worker that can leave without losing a request; RELEASE names the code it "runs".
import cluster from 'node:cluster';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Server } from 'node:net';

const release = readFileSync(process.env.RELEASE!, 'utf8');
if (release === 'crashes') process.exit(1);

let draining = false;
const server = createServer((_request, response) => {
  // The client must not use this connection for its next request.
  if (draining) response.setHeader('Connection', 'close');
  setTimeout(() => response.end(release), 5); // A query, say.
});

// #region drain
const grace = 300; // ms for kept connections to send one more request

process.once('message', () => {
  draining = true;
  // Not server.close(): that also closes idle connections at once,
  // and on one of them a request may be on its way. This only stops
  // accepting; it calls back when the last connection has ended.
  Server.prototype.close.call(server, () => cluster.worker!.disconnect());
  setTimeout(() => server.closeIdleConnections(), grace).unref();
});
// The terminal sends Ctrl-C to all; the primary tells us what to do.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
// #endregion drain

// #region ready
if (release === 'never listens') setInterval(() => {}, 1_000);
else {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Here a real worker asks its database, fills its caches.
  process.send!('healthy');
}
// #endregion ready
