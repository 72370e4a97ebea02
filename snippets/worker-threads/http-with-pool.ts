/**
 * Serves heavy requests inline and through a pool, measures what the light ones wait
 * meanwhile, and answers when the pool is full or the client gone.
 *
 * @zh 重请求先就地处理，再交给线程池，测轻请求要等多久；队列满了、客户端走了也有交代。
 * @uses worker-pool
 * @measures
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fibonacci } from './http-with-pool.fibonacci.ts';
import { WorkerPool } from './worker-pool.pool.ts';

const pool = new WorkerPool<number, number>(
  new URL('./http-with-pool.worker.ts', import.meta.url),
  { size: 2, inFlight: 1, maxQueue: 4, timeLimit: 30_000 },
);

// #region server
const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
  const n = Number(searchParams.get('n'));
  if (pathname === '/light') return void response.end('ok');
  if (pathname === '/inline') return void response.end(`${fibonacci(n)}`);

  // A client that goes away takes its task along.
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  pool.run(n, { signal: gone.signal }).then(
    (result) => response.end(`${result}`),
    (error) => {
      // Full is no failure of ours: say when to come again.
      if (error.code === 'ERR_POOL_FULL') {
        response.writeHead(503, { 'retry-after': '1' });
      } else response.writeHead(500);
      response.end();
    },
  );
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
const at = (path: string): string => `http://127.0.0.1:${port}${path}`;
// #endregion server

// #region measure
/** The longest that a light request takes while heavy ones run. */
async function longestWait(heavy: string): Promise<number> {
  const tasks = Promise.all([1, 2, 3].map(() => fetch(at(heavy))));
  let done = false;
  void tasks.then(() => (done = true));
  let longest = 0;
  while (!done) {
    const start = performance.now();
    await (await fetch(at('/light'))).text();
    longest = Math.max(longest, performance.now() - start);
    await sleep(5); // Time: a light request now and then.
  }
  for (const response of await tasks) {
    assert.equal(await response.text(), `${fibonacci(32)}`);
  }
  return longest;
}
await longestWait('/pool?n=32'); // Starts the threads.
const inline = await longestWait('/inline?n=32');
const pooled = await longestWait('/pool?n=32');
console.log(
  `a light request waits, heavy ones inline: ${inline.toFixed(0)} ms`,
);
console.log(
  `a light request waits, heavy in the pool: ${pooled.toFixed(0)} ms`,
);
// #endregion measure

// #region limits
// Two run, four wait: of eight endless ones at once, two are turned away.
const leave = new AbortController();
const statuses: number[] = [];
const eight = Array.from({ length: 8 }, async () => {
  const { status } = await fetch(at('/pool?n=99'), { signal: leave.signal });
  // The other six give up. So their threads are free again.
  if (statuses.push(status) === 2) leave.abort();
});
const gaveUp = (await Promise.allSettled(eight)).filter(
  ({ status }) => status === 'rejected',
).length;
console.log('eight at once, turned away:', statuses.join(' '));
console.log('gave up, and their tasks with them:', gaveUp);
while (pool.stats.failed < gaveUp) await sleep(10);
const next = await fetch(at('/pool?n=20'));
console.log('the next one gets', await next.text());
// #endregion limits

server.close();
server.closeAllConnections();
await pool.close();
assert.deepEqual(statuses, [503, 503]);
assert.equal(gaveUp, 6);
