/**
 * An Express application in a cluster: each worker counts its requests, and any of them
 * answers for all.
 *
 * @zh cluster 里的 Express 应用：每个 worker 数自己的请求，问任何一个都能得到全体的统计。
 */
import assert from 'node:assert/strict';
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Stats } from './express-cluster.worker.ts';

const file = new URL('./express-cluster.worker.ts', import.meta.url);
cluster.setupPrimary({ exec: fileURLToPath(file) });

// #region gather
/** What every worker has counted; one that is stuck is left out. */
async function gather(): Promise<Stats[]> {
  const workers = Object.values(cluster.workers ?? {}) as Worker[];
  const answers = await Promise.allSettled(
    workers.map(async (worker) => {
      const signal = AbortSignal.timeout(10_000);
      const answer = once(worker, 'stats', { signal });
      worker.send({ type: 'report' });
      const [stats] = await answer;
      return { id: worker.id, ...stats } as Stats;
    }),
  );
  return answers.flatMap((answer) =>
    answer.status === 'fulfilled' ? [answer.value] : [],
  );
}

cluster.on('message', async (worker, { type, stats, request }) => {
  // An event of its own, so that other messages do not pass for it.
  if (type === 'stats') worker.emit('stats', stats);
  if (type === 'all') {
    worker.send({ type: 'all', request, stats: await gather() });
  }
});
// #endregion gather

let port = 0;
for (let i = 0; i < 3; i++) {
  const [address] = await once(cluster.fork(), 'listening');
  port = address.port;
}

/** One request over a connection of its own. */
async function ask(path: string): Promise<string> {
  const request = get({ host: '127.0.0.1', port, path, agent: false });
  const [response] = await once(request, 'response');
  return text(response);
}

// #region use
for (let i = 0; i < 18; i++) await ask('/hello');
for (let i = 0; i < 6; i++) await ask('/broken');
await ask('/nowhere');

const stats: Stats[] = JSON.parse(await ask('/stats'));
for (const { id, requests, errors } of stats) {
  console.log(`worker ${id}: requests ${requests}, errors ${errors}`);
}
const sum = (key: 'requests' | 'errors'): number =>
  stats.reduce((total, one) => total + one[key], 0);
console.log(`all: requests ${sum('requests')}, errors ${sum('errors')}`);
for (const { id, slowest } of stats) {
  console.log(`slowest request of worker ${id}: ${slowest.toFixed(1)} ms`);
}
// #endregion use
cluster.disconnect();
assert.equal(sum('requests'), 25);
assert.equal(sum('errors'), 6);
