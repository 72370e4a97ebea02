/**
 * Puts nginx in front of two clusters on two addresses, kills one of them while clients
 * ask, and counts what the clients notice.
 *
 * @zh 用 nginx 挡在两个地址上的两个 cluster 前面，客户端请求的同时杀掉其中一个，数一数客户端察觉到了什么。
 * @needs nginx, posix
 */
import assert from 'node:assert/strict';
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const file = new URL('./two-hosts-proxy.host.ts', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'two-hosts-proxy-'));

let inHand = 0;
async function host(address: string, name: string) {
  const child = fork(file, [address, name]);
  const [message] = await once(child, 'message');
  const { port, pids } = message as { port: number; pids: number[] };
  child.on('message', () => inHand++);
  // The primary first, or it would start another worker.
  const die = (): void => pids.forEach((pid) => process.kill(pid, 'SIGKILL'));
  return { child, port, die };
}
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}

const a = await host('127.0.0.1', 'host a');
const b = await host('127.0.0.2', 'host b');
const port = await freePort();
const ended = Promise.all([a, b].map(({ child }) => once(child, 'exit')));

// #region config
const config = `
daemon off;
worker_processes 1;
pid nginx.pid;
error_log error.log;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path body; proxy_temp_path proxy;
  fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  upstream service {
    # One failure, and the host is left out for ten seconds.
    server 127.0.0.1:${a.port} max_fails=1 fail_timeout=10s;
    server 127.0.0.2:${b.port} max_fails=1 fail_timeout=10s;
    keepalive 16;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://service;
      proxy_http_version 1.1;          # Without these two lines each
      proxy_set_header Connection "";  # request is a new connection.
      proxy_connect_timeout 1s;
      proxy_next_upstream error timeout;  # GET again, POST never.
      proxy_next_upstream_tries 2;
    }
  }
}`;
// #endregion config

writeFileSync(join(folder, 'nginx.conf'), config);
const nginx: ChildProcess = spawn(
  'nginx',
  ['-p', folder, '-c', 'nginx.conf', '-e', 'error.log'],
  { stdio: 'ignore' },
);
const nginxExit = once(nginx, 'exit');

// #region ask
type Counts = Record<string, number>;
const counts = (answers: string[]): Counts => {
  const all: Counts = {};
  for (const answer of answers) all[answer] = (all[answer] ?? 0) + 1;
  return all;
};
const ask = async (path: string, method = 'GET'): Promise<string> => {
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    return response.ok ? text : `status ${response.status}`;
  } catch (error) {
    return (error as Error).name;
  }
};
const show = (what: string, all: Counts): void => {
  for (const answer of Object.keys(all).sort()) {
    console.log(`  ${answer} (${what}): ${all[answer]} requests`);
  }
};
async function several(amount: number, ...args: [string, string?]) {
  return Promise.all(Array.from({ length: amount }, () => ask(...args)));
}
// #endregion ask

try {
  while (!(await ask('/')).startsWith('host')) await sleep(20);
  // #region kill
  console.log('both hosts are there');
  const both = counts(await several(20, '/'));
  show('both', both);

  console.log('host b dies while forty slow requests are on their way');
  const reads = several(20, '/slow');
  const writes = several(20, '/slow', 'POST');
  while (inHand < 40) await sleep(10);
  b.die();
  a.child.send('go on'); // Its own are answered, and what comes to it now.
  const gets = counts(await reads);
  const posts = counts(await writes);
  show('get in flight', gets);
  show('post in flight', posts);

  console.log('afterwards');
  const after = counts(await several(20, '/'));
  show('afterwards', after);
  // #endregion kill

  assert.deepEqual(both, { 'host a': 10, 'host b': 10 });
  assert.deepEqual(gets, { 'host a': 20 }, 'asked again, elsewhere');
  assert.ok(posts['status 502']! > 0, 'nobody may repeat a POST');
  assert.deepEqual(after, { 'host a': 20 });
} finally {
  nginx.kill('SIGTERM');
  a.child.disconnect();
  if (b.child.connected) b.child.disconnect();
  await Promise.all([nginxExit, ended]);
  rmSync(folder, { recursive: true });
}
