/**
 * Opens long and short connections by turns, and counts which worker holds how many:
 * dealt in turn, counted but not routed, and by least connections.
 *
 * @zh 长连接和短连接交替到来，数一数每个 worker 手上各有几条：轮流分、只数不分、按最少连接分。
 */
import assert from 'node:assert/strict';
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const file = new URL('./least-connections.worker.ts', import.meta.url);
cluster.setupPrimary({ exec: fileURLToPath(file) });

// #region balancer
/** Open connections; only whoever hands them out can know them. */
const open = new Map<Worker, number>();

function change(worker: Worker, by: number): void {
  open.set(worker, (open.get(worker) ?? 0) + by);
}
function least(): Worker {
  return [...open].sort(([, one], [, other]) => one - other)[0]![0];
}

function balancer(): Server {
  return createServer({ pauseOnConnect: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    const worker = least();
    change(worker, 1);
    worker.send('connection', socket, (error) => {
      if (error) change(worker, -1); // It died just now.
    });
  });
}
cluster.on('message', (worker, message) => {
  if (message === 'closed' && open.has(worker)) change(worker, -1);
});
cluster.on('exit', (worker) => open.delete(worker));
// #endregion balancer

// #region tutorial
// As in tutorials: picks and counts, but the workers listen by
// themselves, and nobody ever asks for what was picked.
let picked: Worker | undefined;
const countOnly = (): void => {
  picked = least();
  change(picked, 1);
};
// #endregion tutorial

// #region load
/** Ten long connections with a short one after each; who holds them. */
async function load(port: number, before = () => {}): Promise<number[]> {
  const held = [0, 0];
  const agents: Agent[] = [];
  for (let i = 0; i < 10; i++) {
    const agent = new Agent({ keepAlive: true });
    agents.push(agent);
    before();
    held[await ask(port, agent)]! += 1;
    before();
    await ask(port, false);
  }
  for (const agent of agents) agent.destroy();
  return held;
}

/** One request; the index of the worker that answers. */
async function ask(port: number, agent: Agent | false): Promise<number> {
  const closed = agent ? undefined : once(cluster, 'message');
  const request = get({ host: '127.0.0.1', port, agent });
  const [response] = await once(request, 'response');
  const index = Number(await text(response));
  await closed; // So that the next choice already knows of it.
  return index;
}
// #endregion load

async function start(LISTEN: string): Promise<[Worker[], number]> {
  open.clear();
  const workers: Worker[] = [];
  let port = 0;
  for (const INDEX of [0, 1]) {
    const worker = cluster.fork({ LISTEN, INDEX });
    [{ port }] = await once(worker, 'message');
    workers.push(worker);
    open.set(worker, 0);
  }
  return [workers, port];
}
const stop = (workers: Worker[]): Promise<unknown> => {
  const exits = workers.map((worker) => once(worker, 'exit'));
  for (const worker of workers) worker.disconnect();
  return Promise.all(exits);
};

// #region run
let [workers, port] = await start('yes');
const inTurn = await load(port);
console.log(`in turn, long connections held: ${inTurn.join(' and ')}`);
const counted = await load(port, countOnly);
console.log(`counted, not routed: ${counted.join(' and ')}`);
await stop(workers);

[workers] = await start('');
const server = balancer().listen(0, '127.0.0.1');
await once(server, 'listening');
({ port } = server.address() as AddressInfo);
const routed = await load(port);
console.log(`by least connections: ${routed.join(' and ')}`);
server.close();
await stop(workers);
// #endregion run
assert.deepEqual(
  [inTurn, counted, routed],
  [
    [10, 0],
    [10, 0],
    [5, 5],
  ],
);
