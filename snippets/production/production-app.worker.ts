// One worker of production-app.ts: serves within limits, reports, and retires when asked.
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { retirement } from './production-app.retire.ts';

// The terminal and systemd signal every process. The primary decides; when
// it dies, the channel closes, and Node ends a worker whose channel closes.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'])
  process.on(signal, () => {});

// Beside the code, in the folder of the release. One with a broken
// configuration ends here, before it serves.
const config = new URL('./config.json', import.meta.url);
const { greeting } = JSON.parse(readFileSync(config, 'utf8'));

const counts = { requests: 0, answered: 0, refused: 0, inFlight: 0 };

// #region limits
const mostInFlight = 200;
const largestBody = 100_000;
const server = createServer({
  requestTimeout: 10_000, // The whole request; slow senders end here.
  // Time: limits for slow clients.
  headersTimeout: 5_000,
  // How often Node looks at the two above. By default every 30 s, and
  // then a limit of 5 s cuts after 5 to 35 s.
  connectionsCheckingInterval: 1_000,
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
    response.writeHead(status).end(`${body}\n`);
  };

  if (counts.inFlight > mostInFlight) {
    counts.refused++;
    response.setHeader('retry-after', '1');
    return reply(503, 'busy'); // Now, instead of late.
  }
  let size = Number(request.headers['content-length'] ?? 0);
  if (size > largestBody) return tooLarge();
  size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > largestBody && !response.headersSent) tooLarge();
  });
  request.once('end', () => {
    const wait = request.url === '/slow' ? 300 : 2;
    // Time: its "database".
    setTimeout(() => reply(200, greeting), wait);
  });

  function tooLarge(): void {
    // We read no further: no more comes than the buffers between us hold.
    request.pause();
    const body = 'too large\n';
    response.setHeader('content-length', body.length);
    response.writeHead(413, { connection: 'close' }).write(body);
    // The answer is whole. Who closes on unread bytes resets it, so the
    // client gets a moment to read it before the connection ends.
    // Time: work that takes a while.
    setTimeout(() => response.end(), 500);
  }
});
// #endregion serve

// #region report
function report(done = false, then?: () => void): void {
  const { rss } = process.memoryUsage();
  if (!process.connected) return;
  process.send!({ ...counts, rss, done }, () => then?.());
}
setInterval(report, 100).unref();
// #endregion report

const retire = retirement(server, () =>
  report(true, () => process.disconnect()),
);
process.on('message', (message) => message === 'retire' && retire());
const { PORT, HOST = '127.0.0.1' } = process.env; // 0.0.0.0 in a container.
server.listen(Number(PORT), HOST);
