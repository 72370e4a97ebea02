/**
 * Load-tests a service with autocannon from a process of its own, then lets the service
 * stand still for half a second and asks two kinds of generator how bad it was.
 *
 * @zh 用独立进程里的 autocannon 压测一个服务；再让服务停顿半秒，问两种压测方式看到了什么。
 * @measures
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Options, Result } from 'autocannon';

const here = (name: string): URL =>
  new URL(`./load-test.${name}.ts`, import.meta.url);
const show = (name: string, value: number, unit: string): void =>
  console.log(`${name}: ${value.toLocaleString('en-US')} ${unit}`);

// A server of your own: npm run snippet load-test -- http://127.0.0.1:3000 30
const [address, seconds = '2'] = process.argv.slice(2);
const duration = Number(seconds);

const server = fork(here('server'));
const [port] = await once(server, 'message');
const url = address ?? `http://127.0.0.1:${port}`;

// #region ask
/** One generator: its own process, so that it does not slow the server. */
async function ask<T>(name: string, task: unknown): Promise<T> {
  const generator = fork(here(name));
  generator.send(task as object);
  const [answer] = await once(generator, 'message');
  return answer as T;
}

// Time: in seconds, and more than any answer takes.
const load: Options = { url, connections: 20, timeout: 60 };
await ask('generator', { ...load, duration: 1 }); // Warm-up, thrown away.
const result = await ask<Result>('generator', { ...load, duration });
// #endregion ask

// #region report
const { requests, latency } = result;
show('throughput', Math.round(requests.average), '/s');
show('p50', latency.p50, 'ms');
show('p97.5', latency.p97_5, 'ms');
show('p99', latency.p99, 'ms');
show('longest', latency.max, 'ms');
// A refused connection is an error; a 500 is an answer, and counts too.
const failed = result.errors + result.timeouts + result.non2xx;
const rate = (100 * failed) / (requests.total + failed);
show('failed', rate, '%');
// #endregion report

// #region stall
if (address === undefined) {
  server.send(20); // At the twentieth request from now on.
  const one = { ...load, connections: 1, amount: 400 };
  const { latency: waiting } = await ask<Result>('generator', one);
  server.send(20);
  const open = await ask<number[]>('schedule', { url, amount: 400 });
  const times = open.sort((a, b) => a - b);
  const p97 = times[Math.floor(times.length * 0.975)]!;
  console.log('the server stands still for half a second');
  show('p97.5 (waits for each answer)', waiting.p97_5, 'ms');
  show('longest (waits for each answer)', waiting.max, 'ms');
  show('p97.5 (sends by the clock)', Math.round(p97), 'ms');
  show('longest (sends by the clock)', Math.round(times.at(-1)!), 'ms');
  assert.ok(waiting.max > 400, 'the stall was there');
  assert.ok(p97 > waiting.p97_5, 'who waits asks less while it is slow');
}
// #endregion stall
server.disconnect();
await once(server, 'exit');

assert.ok(requests.total > 0);
assert.ok(address !== undefined || failed === 0, 'no request failed');
