/**
 * Clients of a protocol with a handshake reach a cluster that deals connections in turn,
 * then one whose primary sends each address to the same worker.
 *
 * @zh 带握手的协议，先遇上轮流分连接的 cluster，再遇上按地址固定分给同一个 worker 的主进程。
 */
import assert from 'node:assert/strict';
import cluster, { type Worker } from 'node:cluster';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { get } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const file = new URL('./sticky-session.worker.ts', import.meta.url);
cluster.setupPrimary({ exec: fileURLToPath(file) });

// #region sticky
/** Accepts for all workers; an address always gets the same one. */
function stickyServer(workers: Worker[]): Server {
  // Paused, or the first bytes are read here and missing there.
  return createServer({ pauseOnConnect: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    const hash = createHash('md5').update(socket.remoteAddress ?? '');
    const index = hash.digest().readUInt32LE() % workers.length;
    workers[index]!.send('connection', socket);
  });
}
// #endregion sticky

// #region client
let port = 0;

/** Opens a connection from this address; the status of the answer. */
async function ask(localAddress: string, path: string, headers = {}) {
  const options = { host: '127.0.0.1', port, path, localAddress, headers };
  const request = get({ ...options, agent: false });
  const [response, socket] = await Promise.race([
    once(request, 'response'),
    once(request, 'upgrade'), // The connection is a WebSocket's from here.
  ]);
  socket?.destroy();
  return { status: response.statusCode, body: await text(response) };
}

/** A handshake, two polls, and the change to a WebSocket. */
async function talk(address: string): Promise<number[]> {
  const { body: sid } = await ask(address, '/handshake');
  const upgrade = { Connection: 'Upgrade', Upgrade: 'websocket' };
  const steps = [
    await ask(address, `/poll?sid=${sid}`),
    await ask(address, `/poll?sid=${sid}`),
    await ask(address, `/?sid=${sid}`, upgrade),
  ];
  return steps.map(({ status }) => status);
}
// #endregion client

// On Linux all of 127.0.0.0/8 is here: clients with their own address.
const addresses = Array.from({ length: 6 }, (_, i) =>
  process.platform === 'linux' ? `127.0.0.${i + 2}` : '127.0.0.1',
);

async function talkAll(title: string): Promise<number[]> {
  const statuses: number[] = [];
  for (const address of addresses) statuses.push(...(await talk(address)));
  const known = statuses.filter((status) => status !== 400).length;
  console.log(`${title}: ${known} of ${statuses.length} steps succeed`);
  return statuses;
}

// #region run
let workers = [
  cluster.fork({ LISTEN: 'yes' }),
  cluster.fork({ LISTEN: 'yes' }),
];
cluster.on('listening', (_worker, address) => (port = address.port));
await Promise.all(workers.map((worker) => once(worker, 'listening')));
const inTurn = await talkAll('in turn');
for (const worker of workers) worker.disconnect();

workers = [cluster.fork(), cluster.fork()];
await Promise.all(workers.map((worker) => once(worker, 'message')));
const server = stickyServer(workers).listen(0, '127.0.0.1');
await once(server, 'listening');
({ port } = server.address() as AddressInfo);
const sticky = await talkAll('sticky');
// #endregion run

server.close();
for (const worker of workers) worker.disconnect();
assert.ok(inTurn.includes(400));
assert.deepEqual([...new Set(sticky)], [200, 101]);
