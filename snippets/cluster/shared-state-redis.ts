/**
 * Counts exactly across workers by Redis, stops Redis in between and counts on, with 503
 * for the time it was away.
 *
 * @zh 用 Redis 跨 worker 准确计数；中途停掉 Redis，期间回答 503，回来后接着数。
 * @needs redis-server
 */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import cluster from 'node:cluster';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

// #region redis
// Its own server even where REDIS_URL names one: it will be stopped.
// With an append-only file, what was counted survives that.
const dir = mkdtempSync(join(tmpdir(), 'redis-'));
const probe = createServer().listen(0, '127.0.0.1');
await once(probe, 'listening');
const redisPort = (probe.address() as AddressInfo).port;
probe.close();

async function startRedis(): Promise<ChildProcess> {
  const options = { port: redisPort, dir, save: '', appendonly: 'yes' };
  const args = Object.entries(options).flatMap(([key, value]) => [
    `--${key}`,
    String(value),
  ]);
  const redis = spawn('redis-server', [...args, '--bind', '127.0.0.1']);
  for await (const line of createInterface(redis.stdout)) {
    if (line.includes('Ready to accept')) break;
  }
  redis.stdout.resume(); // Or its log fills the pipe.
  return redis;
}
// #endregion redis

let redis = await startRedis();
const file = new URL('./shared-state-redis.worker.ts', import.meta.url);
cluster.setupPrimary({ exec: fileURLToPath(file) });
const url = `redis://127.0.0.1:${redisPort}`;
let port = 0;
for (let i = 0; i < 2; i++) {
  const [address] = await once(cluster.fork({ REDIS_URL: url }), 'listening');
  port = address.port;
}

/** The status and the answer of one request. */
async function ask(path: string): Promise<[number, string]> {
  const request = get({ host: '127.0.0.1', port, path, agent: false });
  const [response] = await once(request, 'response');
  return [response.statusCode, await text(response)];
}
const visit = (times: number): Promise<[number, string][]> =>
  Promise.all(Array.from({ length: times }, () => ask('/visit')));

// #region count
await visit(200);
const [, exact] = await ask('/visits');
console.log(`200 visits, counted by INCR: ${exact}`);
await Promise.all(Array.from({ length: 200 }, () => ask('/lossy')));
const [, lossy] = await ask('/lossies');
console.log(`counted by get and set: ${lossy} requests`);
// #endregion count

// #region outage
redis.kill();
await once(redis, 'exit');
const during = await visit(10);
console.log('Redis is away:', [...new Set(during.map(String))].join(' | '));

redis = await startRedis();
const start = performance.now();
// Twice each: the workers' connections come back one by one.
let answers = 0;
while (answers < 4) {
  const [status] = await ask('/visits');
  answers = status === 200 ? answers + 1 : 0;
  if (answers === 0) await sleep(20);
}
const recovery = (performance.now() - start).toFixed(0);
await visit(100);
const [, after] = await ask('/visits');
console.log(`Redis is back, 100 visits more: ${after}`);
console.log(`recovery after its start: ${recovery} ms`);
// #endregion outage

const workers = Object.keys(cluster.workers ?? {});
console.log(`workers still the first two: ${workers.join() === '1,2'}`);
cluster.disconnect();
redis.kill();
await once(redis, 'exit');
rmSync(dir, { recursive: true });
assert.equal(exact, '200');
assert.ok(Number(lossy) < 200, 'read, then write, loses updates');
assert.ok(during.every(([status]) => status === 503));
assert.equal(after, '300');
