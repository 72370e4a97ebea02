// A Redis of the judge's own: it keeps nothing, and can be started anew in the same place.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createClient } from 'redis';

export interface Redis {
  /** Its socket. */
  path: string;
  /** Milliseconds since 1970, by its clock. */
  now(): Promise<number>;
  /** Each key with the moment at which it goes, by the same clock; undefined where it stays for ever. */
  ends(): Promise<Map<string, number | undefined>>;
  /** Forgets all keys, as it does when they expire. */
  forget(): Promise<void>;
  /** Forgets scripts that it was given. */
  forgetScripts(): Promise<void>;
  /** Kills it and starts it anew. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Key by key what is there, with the milliseconds left and the time of the same moment. */
const endsScript = `
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local found = {}
  for _, key in ipairs(redis.call('KEYS', '*')) do
    local left = redis.call('PTTL', key)
    found[#found + 1] = { key, left < 0 and -1 or now + left }
  end
  return found
`;

export async function startRedis(): Promise<Redis> {
  // Not in a folder below it: the path of a socket must be short.
  const path = join(tmpdir(), 'redis.sock');
  let server = await startServer(path);
  const admin = createClient({ socket: { path, tls: false, reconnectStrategy: 20 } });
  // It is killed on purpose.
  admin.on('error', () => {});
  await admin.connect();

  async function kill(): Promise<void> {
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  }

  return {
    path,
    async now() {
      const [seconds, microseconds] = (await admin.sendCommand(['TIME'])) as unknown as string[];
      return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
    },
    async ends() {
      const found = (await admin.eval(endsScript)) as [key: string, end: number][];
      return new Map(found.map(([key, end]) => [key, end < 0 ? undefined : end]));
    },
    async forget() {
      await admin.flushAll();
    },
    async forgetScripts() {
      await admin.scriptFlush();
    },
    async restart() {
      await kill();
      server = await startServer(path);
    },
    async stop() {
      admin.destroy();
      await kill();
    },
  };
}

async function startServer(path: string): Promise<ChildProcess> {
  const flags = ['--port', '0', '--unixsocket', path, '--save', '', '--dir', tmpdir()];
  const server = spawn('redis-server', flags, { stdio: ['ignore', 'pipe', 'inherit'] });
  let log = '';
  for await (const line of createInterface(server.stdout)) {
    log += `${line}\n`;
    if (/ready to accept connections/i.test(line)) {
      server.stdout.resume(); // Or its log fills the pipe.
      return server;
    }
  }
  throw new Error(`redis-server did not start:\n${log}`);
}
