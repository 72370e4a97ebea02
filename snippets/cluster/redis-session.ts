/**
 * Logs in at one worker and asks the other who it is: first with sessions in memory, then
 * with sessions in Redis.
 *
 * @zh 在一个 worker 登录，再问另一个 worker “我是谁”：先把会话放内存，再放 Redis。
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
import { fileURLToPath } from 'node:url';

const dir = mkdtempSync(join(tmpdir(), 'redis-'));
let redis: ChildProcess | undefined;

/** REDIS_URL, or a server of our own on a free port. */
async function redisUrl(): Promise<string> {
  if (process.env.REDIS_URL) return process.env.REDIS_URL;
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  const args = ['--port', String(port), '--save', '', '--dir', dir];
  const server = spawn('redis-server', [...args, '--bind', '127.0.0.1']);
  redis = server;
  for await (const line of createInterface(server.stdout)) {
    if (line.includes('Ready to accept')) break;
  }
  server.stdout.resume();
  return `redis://127.0.0.1:${port}`;
}

type Answer = { worker: string; user: string | null };
let port = 0;
let cookie = '';

/** A browser, in short: keeps its cookie, opens a connection each time. */
async function ask(path: string): Promise<Answer> {
  const headers = cookie ? { cookie } : {};
  const options = { host: '127.0.0.1', port, path, agent: false, headers };
  const [response] = await once(get(options), 'response');
  const [set] = response.headers['set-cookie'] ?? [];
  if (set) cookie = set.split(';')[0];
  return JSON.parse(await text(response));
}

const file = new URL('./redis-session.worker.ts', import.meta.url);
cluster.setupPrimary({ exec: fileURLToPath(file) });

// #region visit
async function visit(store: string): Promise<(string | null)[]> {
  console.log(`sessions in ${store}`);
  cookie = '';
  const login = await ask('/login?user=Ada');
  console.log(`  login at worker ${login.worker}`);
  const seen: (string | null)[] = [];
  for (let i = 0; i < 4; i++) {
    const { worker, user } = await ask('/me');
    console.log(`  worker ${worker} says: ${user ?? 'who are you?'}`);
    seen.push(user);
  }
  return seen;
}
// #endregion visit

async function withWorkers(env: NodeJS.ProcessEnv, work: () => Promise<void>) {
  const workers = [cluster.fork(env)];
  await once(workers[0]!, 'listening');
  workers.push(cluster.fork(env));
  [{ port }] = await once(workers[1]!, 'listening');
  await work();
  const exits = workers.map((worker) => once(worker, 'exit'));
  cluster.disconnect();
  await Promise.all(exits);
}

await withWorkers({ STORE: 'memory' }, async () => {
  const seen = await visit('memory');
  assert.deepEqual(seen, [null, 'Ada', null, 'Ada']);
});

// #region redis
const REDIS_URL = await redisUrl();
await withWorkers({ STORE: 'redis', REDIS_URL }, async () => {
  const seen = await visit('Redis');
  assert.deepEqual(seen, ['Ada', 'Ada', 'Ada', 'Ada']);
});
await withWorkers({ STORE: 'redis', REDIS_URL }, async () => {
  const { user } = await ask('/me');
  console.log(`after a restart of all workers: ${user}`);
  assert.equal(user, 'Ada');
});
// #endregion redis

if (redis) {
  redis.kill();
  await once(redis, 'exit');
}
rmSync(dir, { recursive: true });
