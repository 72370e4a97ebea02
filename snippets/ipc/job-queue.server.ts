// A Redis of its own for job-queue.ts: on a socket in a temporary folder, so that no port is taken.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RedisClientOptions } from 'redis';

export interface Redis {
  /** What createClient() takes; plain data, so that it can be sent. */
  options: RedisClientOptions;
  stop: () => Promise<void>;
}

/** Uses the Redis at REDIS_URL, or starts one that keeps nothing. */
export async function startRedis(): Promise<Redis> {
  const url = process.env.REDIS_URL;
  if (url) return { options: { url }, stop: async () => {} };

  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  const path = join(folder, 'redis.sock');
  const flags = ['--port', '0', '--unixsocket', path, '--save', ''];
  const server = spawn('redis-server', [...flags, '--dir', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(server, 'exit');
  let log = '';
  for await (const chunk of server.stdout.iterator({
    destroyOnReturn: false,
  })) {
    log += String(chunk);
    if (/ready to accept connections/i.test(log)) break;
  }
  server.stdout.resume(); // Nobody reads it: do not let it fill up.
  const stop = async (): Promise<void> => {
    server.kill('SIGTERM');
    await exited;
    await rm(folder, { recursive: true });
  };
  if (server.exitCode === null)
    return { options: { socket: { path, tls: false } }, stop };
  await stop();
  throw new Error(`redis-server did not start:\n${log}`);
}
