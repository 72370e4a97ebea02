// One worker of production-app.ts: serves within limits, reports, and retires when asked.
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';

// A release with a broken configuration ends here, before it serves.
const { greeting } = JSON.parse(readFileSync(process.env.CONFIG!, 'utf8'));

const counts = { requests: 0, answered: 0, refused: 0, inFlight: 0 };
let retiring = false;

// #region limits
const mostInFlight = 200;
const largestBody = 100_000;
const server = createServer({
  requestTimeout: 10_000, // The whole request; slow senders end here.
  headersTimeout: 5_000,
  keepAliveTimeout: 65_000, // Longer than the proxy's, or it meets resets.
});
server.maxRequestsPerSocket = 10_000;
// #endregion limits

// #region serve
server.on('request', (request, response: ServerResponse) => {
  counts.requests++;
  counts.inFlight++;
  response.once('finish', () => counts.answered++);
  response.once('close', () => counts.inFlight--);
  const reply = (status: number, body: string): void => {
    // The client opens its next connection elsewhere.
    if (retiring) response.setHeader('connection', 'close');
    response.writeHead(status).end(`${body}\n`);
  };

  if (counts.inFlight > mostInFlight) {
    counts.refused++;
    response.setHeader('retry-after', '1');
    return reply(503, 'busy'); // Now, instead of late.
  }
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    // The rest is read and dropped: who closes now resets the answer.
    if (size > largestBody && !response.headersSent) reply(413, 'too large');
  });
  request.once('end', () => {
    if (response.headersSent) return;
    const wait = request.url === '/slow' ? 300 : 2;
    setTimeout(() => reply(200, greeting), wait); // Its "database".
  });
});
// #endregion serve

// #region retire
const sockets = new Set<Socket>();
server.on('connection', (socket: Socket) => {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
});

function retire(): void {
  if (retiring) return;
  retiring = true;
  // Not server.close(): it closes idle connections at once, also those
  // on which the next request is already under way. They get an answer
  // with "connection: close" first; who is silent is closed then.
  NetServer.prototype.close.call(server, () => {
    report(() => process.disconnect());
  });
  // setImmediate: first the loop reads what has arrived meanwhile.
  setInterval(() => setImmediate(closeQuiet), 250).unref();
}
/** Ends connections that are between requests or never sent any. */
function closeQuiet(): void {
  server.closeIdleConnections();
  for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
}
process.on('message', (message) => message === 'retire' && retire());
// The terminal and systemd signal every process. The primary decides.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('SIGHUP', () => {});
// #endregion retire

function report(then?: () => void): void {
  const { rss } = process.memoryUsage();
  if (process.connected) process.send!({ ...counts, rss }, () => then?.());
}
setInterval(report, 100).unref();
server.listen(Number(process.env.PORT), '127.0.0.1');
