/**
 * Gives one server all of its time limits, and meets it with seven slow clients: which
 * limit cuts which client, and what each of the two sides hears.
 *
 * @zh 给一个服务器设齐各种时限，再用七个慢客户端去碰：哪个时限断开了谁，两边各听到什么。
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

// #region server
const server = createServer(
  {
    // Time: from the first moment to the end of the head.
    headersTimeout: 300,
    // Time: to the end of the body.
    requestTimeout: 600,
    connectionsCheckingInterval: 50, // How often the two are looked at.
    // Time: from an answer to the next request.
    keepAliveTimeout: 200,
  },
  (request, response) => {
    request.on('error', () => {}); // Cut off within its body.
    if (request.url === '/large')
      return void response.end(Buffer.alloc(64 * 2 ** 20));
    if (request.url === '/hang') return; // A promise that never settles.
    request.resume().on('end', () => response.end('answer'));
  },
);
server.timeout = 1_500; // Silence of any kind, in both directions.
// #endregion server

// #region noting
/** What the server heard of each connection, by the client's port. */
const heard = new Map<number | undefined, string>();
server.on('clientError', (error: NodeJS.ErrnoException, stream) => {
  const socket = stream as Socket;
  heard.set(socket.remotePort, `'clientError' ${error.code}`);
  // With a listener, answering and closing are yours.
  const head = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n';
  if (socket.writable) socket.end(head, () => socket.destroy());
});
server.on('timeout', (socket: Socket) => {
  heard.set(socket.remotePort, "'timeout'");
  socket.destroy(); // This is yours, too, and also for keepAliveTimeout.
});
// #endregion noting
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

// #region clients
const head = 'POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 999\r\n\r\n';
const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: here\r\n\r\n`;
const clients: Record<string, (socket: Socket) => unknown> = {
  'sends nothing': () => {},
  'half of a head': (socket) => socket.write(head.slice(0, 30)),
  'half of a body': (socket) => socket.write(`${head}half`),
  'a body, drop by drop': (socket) => {
    socket.write(head);
    // A slow sender is the point.
    const drops = setInterval(() => socket.write('x'), 50);
    socket.once('close', () => clearInterval(drops));
  },
  'quiet after its answer': (socket) => socket.write(get('/')),
  'waits for the handler': (socket) => socket.write(get('/hang')),
  'does not read the answer': (socket) => {
    socket.write(get('/large'));
    socket.pause();
  },
};
// #endregion clients

/** The server's end of each connection, by the client's port. */
const accepted = new Map<number | undefined, Socket>();
server.on('connection', (socket) => accepted.set(socket.remotePort, socket));

/** One client: what the server heard, and what it got. */
async function meet(act: (socket: Socket) => unknown): Promise<string> {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  await once(socket, 'connect');
  const { localPort } = socket;
  let got = '';
  socket.on('data', (text: Buffer) => (got ||= String(text).slice(9, 12)));
  act(socket);
  while (!accepted.get(localPort)) await once(server, 'connection');
  const inServer = accepted.get(localPort)!;
  if (!inServer.closed) await once(inServer, 'close');
  if (socket.isPaused()) socket.destroy();
  else if (!socket.closed) await once(socket, 'close');
  return `${heard.get(localPort) ?? 'no event'}; client: ${got || 'no answer'}`;
}

const seen = Object.fromEntries(
  await Promise.all(
    Object.entries(clients).map(
      async ([what, act]): Promise<[string, string]> => [what, await meet(act)],
    ),
  ),
);
for (const [what, came] of Object.entries(seen))
  console.log(`${what.padEnd(24)} ${came}`);
server.close();

const cut = "'clientError' ERR_HTTP_REQUEST_TIMEOUT; client: 408";
assert.deepEqual(seen, {
  'sends nothing': cut,
  'half of a head': cut,
  'half of a body': cut,
  'a body, drop by drop': cut,
  'quiet after its answer': "'timeout'; client: 200",
  'waits for the handler': "'timeout'; client: no answer",
  'does not read the answer': "'timeout'; client: no answer",
});
