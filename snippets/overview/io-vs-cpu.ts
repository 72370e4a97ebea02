/**
 * Runs work that waits, work that computes here and work that computes in the
 * threadpool, and tells them apart by three figures.
 *
 * @zh 等待的活、在主线程计算的活、在线程池计算的活，用三个数字把它们分清楚。
 */
import assert from 'node:assert/strict';
import { pbkdf2, pbkdf2Sync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  monitorEventLoopDelay,
  performance,
  type ELDHistogram,
} from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';

// A service somewhere else.
const server = createServer((_, response) => {
  setTimeout(() => response.end('slow'), 300); // Time: it takes its time.
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
const ask = async (): Promise<string> => {
  const request = get({ port, host: '127.0.0.1', timeout: 30_000 });
  request.once('timeout', () => request.destroy());
  const [response] = await once(request, 'response');
  return text(response as IncomingMessage);
};
const hash = ['secret', 'salt', 80_000, 32, 'sha256'] as const;

// #region kinds
const kinds = {
  waits: () => Promise.all(Array.from({ length: 20 }, ask)),
  computes: async () => {
    for (let i = 0; i < 6; i++) pbkdf2Sync(...hash);
  },
  'computes in the pool': () =>
    Promise.all(Array.from({ length: 6 }, () => promisify(pbkdf2)(...hash))),
};
// #endregion kinds

await ask(); // Warm-up: compiling counts as computing.

// #region figures
interface Figures {
  loop: number;
  /** Milliseconds of processor time, of all threads. */
  used: number;
}

/** Resolves when the monitor has taken one more sample. */
async function sampled(delay: ELDHistogram): Promise<void> {
  const { count } = delay;
  while (delay.count === count) await turn();
}

async function watch(
  run: () => Promise<unknown>,
  name: string,
): Promise<Figures> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  await sampled(delay); // It has begun.
  const before = performance.eventLoopUtilization();
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  await run();
  const { user, system } = process.cpuUsage(cpuBefore);
  const used = (user + system) / 1e3;
  const cpu = used / (performance.now() - start);
  const loop = performance.eventLoopUtilization(before).utilization;
  await sampled(delay); // The late one is taken after the blocking.
  delay.disable();
  console.log(name);
  console.log(`  loop busy (${name}): ${(loop * 100).toFixed(0)} %`);
  console.log(`  cpu (${name}): ${(cpu * 100).toFixed(0)} %`);
  console.log(`  longest delay (${name}): ${(delay.max / 1e6).toFixed(0)} ms`);
  return { loop, used };
}
// #endregion figures

const waits = await watch(kinds.waits, 'waits');
const computes = await watch(kinds.computes, 'computes');
const pool = await watch(kinds['computes in the pool'], 'computes in the pool');
server.close();
server.closeAllConnections();

assert.ok(computes.loop > waits.loop, 'computing keeps the loop busy');
assert.ok(computes.loop > pool.loop, 'the pool leaves the loop free');
assert.ok(pool.used > waits.used, 'but the processor works');
