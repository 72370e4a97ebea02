/**
 * Blocks one of two workers, then both, and measures how long new connections and kept
 * ones wait.
 *
 * @zh 先卡住两个 worker 中的一个，再卡住两个，测新连接和保持着的连接各等了多久。
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const here = (role: string): URL =>
  new URL(`./cluster-blocked-worker.${role}.ts`, import.meta.url);

cluster.setupPrimary({ exec: fileURLToPath(here('worker')) });
let port = 0;
for (let i = 0; i < 2; i++) {
  const [address] = await once(cluster.fork(), 'listening');
  port = address.port;
}
const workers = Object.values(cluster.workers ?? {}) as Worker[];

// #region measure
type Waits = { fresh: number[]; kept: number[] };

/** Clients ask while these workers are blocked for a second. */
async function measure(blocked: Worker[]): Promise<Waits> {
  // In a process of their own: the primary is busy accepting.
  const clients = fork(here('clients'), [String(port)]);
  await once(clients, 'message'); // Each worker holds a kept one.
  for (const worker of blocked) {
    const begun = once(worker, 'message');
    worker.send('block');
    await begun;
  }
  clients.send('ask');
  const [waits] = await once(clients, 'message');
  return waits;
}
// #endregion measure

// #region print
const long = (waits: number[]) => waits.filter((ms) => ms > 500).length;

function show(who: string, { fresh, kept }: Waits): void {
  const worst = Math.max(...fresh, ...kept).toFixed(0);
  console.log(`new ones held up (${who}): ${long(fresh)} connections`);
  console.log(`kept ones held up (${who}): ${long(kept)} connections`);
  console.log(`longest wait (${who}): ${worst} ms`);
}
const one = await measure([workers[0]!]);
show('one blocked', one);
const both = await measure(workers);
show('both blocked', both);
// #endregion print
cluster.disconnect();
assert.ok(long(one.fresh) < 5, 'the free worker takes the rest');
assert.equal(long(both.fresh), 10);
