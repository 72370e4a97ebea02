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
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Answer } from './cluster-blocked-worker.clients.ts';

const here = (role: string): URL =>
  new URL(`./cluster-blocked-worker.${role}.ts`, import.meta.url);

cluster.setupPrimary({
  exec: fileURLToPath(here('worker')),
  stdio: ['pipe', 'inherit', 'inherit', 'ipc'],
});
let port = 0;
for (let i = 0; i < 2; i++) {
  const [address] = await once(cluster.fork(), 'listening');
  port = address.port;
}
const workers = Object.values(cluster.workers ?? {}) as Worker[];

// #region measure
type Answers = { fresh: Answer[]; kept: Answer[] };

/** Clients ask while these workers are blocked. */
async function measure(blocked: Worker[]): Promise<Answers> {
  // In a process of their own: the primary is busy accepting.
  const clients = fork(here('clients'), [String(port)]);
  await once(clients, 'message'); // Each worker holds a kept one.
  for (const worker of blocked) {
    const begun = once(worker, 'message');
    worker.send('block');
    await begun;
  }
  clients.send('ask');
  await once(clients, 'message'); // All have asked.
  await sleep(500); // Time: how long they wait, at least.
  for (const worker of blocked) worker.process.stdin!.write('.');
  const [answers] = await once(clients, 'message');
  return answers;
}
// #endregion measure

// #region print
/** Held up is who waited for the answer of a blocked one. */
function show(who: string, blocked: Worker[], { fresh, kept }: Answers) {
  const ids = blocked.map(({ id }) => id);
  const heldUp = ({ worker }: Answer): boolean => ids.includes(worker);
  const worst = Math.max(...[...fresh, ...kept].map(({ ms }) => ms));
  const held = fresh.filter(heldUp).length;
  const keptHeld = kept.filter(heldUp).length;
  console.log(`new ones held up (${who}): ${held} connections`);
  console.log(`kept ones held up (${who}): ${keptHeld} connections`);
  console.log(`longest wait (${who}): ${worst.toFixed(0)} ms`);
  return held;
}
const first = workers.slice(0, 1);
const byOne = show('one blocked', first, await measure(first));
const byBoth = show('both blocked', workers, await measure(workers));
// #endregion print
cluster.disconnect();
assert.ok(byOne < 5, 'the free worker takes the rest');
assert.equal(byBoth, 10);
