/**
 * Computes behind an HTTP route in forked processes: with a time limit, a bound on how
 * many, one answer per request and no process left over.
 *
 * @zh 在 HTTP 路由背后用 fork 的进程做计算：有时限，有数量上限，每个请求只答一次，不留下任何进程。
 */
import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const file = new URL('./fork-http.child.ts', import.meta.url);
const running = new Set<ChildProcess>();
let started = 0;

// #region compute
/** One process for one computation; it is gone when this settles. */
async function compute(n: number, signal: AbortSignal): Promise<unknown> {
  signal.throwIfAborted();
  // With a signal, fork() kills the child when the time is up.
  const child = fork(file, { signal, killSignal: 'SIGKILL' });
  running.add(child);
  started++;
  const ended = new Promise((resolve) => child.once('close', resolve));
  try {
    return await new Promise((resolve, reject) => {
      child.on('message', resolve);
      child.on('error', reject); // Also for the signal.
      child.on('exit', (code, by) => {
        reject(new Error(`computing ended with ${by ?? code}`));
      });
      child.send(n);
    });
  } finally {
    child.kill('SIGKILL');
    await ended;
    running.delete(child);
  }
}
// #endregion compute

// #region server
const most = 2;
let limit = 30_000; // ms; a service would read it from its settings.
const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname !== '/primes') return void response.end('quick\n');
  if (running.size >= most) {
    response.writeHead(503, { 'retry-after': '1' }).end('busy\n');
    return;
  }
  // Two reasons to stop: the time is up, or nobody waits any more.
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const late = AbortSignal.timeout(limit); // Time: what a client may cost.
  try {
    const n = Number(url.searchParams.get('n'));
    const found = await compute(n, AbortSignal.any([late, gone.signal]));
    response.end(`${found}\n`);
  } catch {
    // One place answers, so that no second answer can be sent.
    if (!gone.signal.aborted) {
      response.writeHead(late.aborted ? 504 : 500).end('no result\n');
    }
  }
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
// #endregion server

// #region clients
async function get(path: string, signal?: AbortSignal): Promise<string> {
  const url = `http://127.0.0.1:${port}${path}`;
  const answer = await fetch(url, signal ? { signal } : {});
  return `${answer.status} ${(await answer.text()).trim()}`;
}
const told: Record<string, string> = {};
const tell = async (name: string, answer: Promise<string>): Promise<void> => {
  told[name] = await answer.catch(({ name }: Error) => name);
  console.log(`${name}: ${told[name]}`);
};
await tell('a result', get('/primes?n=1000'));
await tell('a child that is killed', get('/primes?n=-1'));
const leave = new AbortController();
const endless = [1, 2].map(() => get('/primes?n=1e12', leave.signal));
while (running.size < most) await sleep(5);
await tell('a third one', get('/primes?n=1000'));
await tell('a route that computes nothing', get('/'));
leave.abort();
for (const left of endless) await tell('a client that leaves', left);
while (running.size > 0) await sleep(5); // Their children are ended, too.
limit = 200;
await tell('too slow', get('/primes?n=1e12'));
while (running.size > 0) await sleep(5);
console.log(`started ${started}, still running ${running.size}`);
// #endregion clients

server.closeAllConnections();
server.close();
assert.deepEqual(told, {
  'a result': '200 168',
  'a child that is killed': '500 no result',
  'a third one': '503 busy',
  'a route that computes nothing': '200 quick',
  'a client that leaves': 'AbortError',
  'too slow': '504 no result',
});
assert.deepEqual([started, running.size], [5, 0]);
