/**
 * Measures one process against clusters of one to N workers, with a handler that computes
 * and one that waits.
 *
 * Arguments: rounds and seconds of each measurement, `-- 3 5` for a longer run.
 *
 * @zh 一个进程对比 1 到 N 个 worker 的 cluster：一种处理函数要计算，一种在等待。
 * @measures
 * @takes 1..4 2 rounds / 轮数
 */
import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import type { Sample } from './single-vs-cluster.load.ts';

const [rounds = 2, seconds = 0.5] = process.argv.slice(2).map(Number);
const here = (role: string): URL =>
  new URL(`./single-vs-cluster.${role}.ts`, import.meta.url);

/** Sends a message and waits for the answer. */
async function ask<T>(child: ChildProcess, message: object): Promise<T> {
  const answer = once(child, 'message');
  child.send(message);
  return (await answer)[0];
}

// #region servers
// All are there from the start, and idle until it is their turn.
const names = new Map([['one process', 0]]);
for (let n = 1; n <= availableParallelism(); n++) {
  names.set(`cluster of ${n}`, n);
}
const servers = new Map<string, { child: ChildProcess; port: number }>();
for (const [name, workers] of names) {
  const child = fork(here('server'), [String(workers)]);
  const [port] = await once(child, 'message');
  servers.set(name, { child, port });
}
const load = fork(here('load'));
await once(load, 'message');
// #endregion servers

// #region measure
type Result = Sample & { cpu: number };
const results = new Map<string, Result[]>();

async function measure(name: string, path: string): Promise<Result> {
  const { child, port } = servers.get(name)!;
  const url = `http://127.0.0.1:${port}${path}`;
  const before = await ask<number>(child, {});
  const sample = await ask<Sample>(load, { url, seconds });
  const after = await ask<number>(child, {});
  // Of all its processes, the primary's too; 100 % is one core.
  const cpu = (after - before) / 1_000 / (sample.seconds * 1_000);
  return { ...sample, cpu: cpu * 100 };
}

// By turns within a round, so that a noisy neighbour troubles all. In
// round 0 the servers compile: it does not count.
for (let round = 0; round <= rounds; round++) {
  for (const path of ['/compute', '/wait']) {
    for (const name of names.keys()) {
      const result = await measure(name, path);
      const key = `${path.slice(1)}, ${name}`;
      if (round > 0) results.set(key, [...(results.get(key) ?? []), result]);
    }
  }
}
// #endregion measure

const ends = [load, ...[...servers.values()].map(({ child }) => child)];
await Promise.all(
  ends.map((child) => {
    const ended = once(child, 'exit');
    child.disconnect();
    return ended;
  }),
);

// #region print
function median(key: string, field: keyof Result): number {
  const values = results.get(key)!.map((result) => result[field]);
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

for (const key of results.keys()) {
  const errors = results.get(key)!.reduce((sum, one) => sum + one.errors, 0);
  console.log(`${key}: ${median(key, 'rate').toFixed(0)} /s`);
  console.log(`${key}, p50: ${median(key, 'p50').toFixed(1)} ms`);
  console.log(`${key}, p97.5: ${median(key, 'p97_5').toFixed(1)} ms`);
  console.log(`${key}, p99: ${median(key, 'p99').toFixed(1)} ms`);
  console.log(`${key}, errors: ${errors} requests`);
  console.log(`${key}, cpu: ${median(key, 'cpu').toFixed(0)} %`);
  assert.equal(errors, 0);
}
// #endregion print
// By processor time and not by rates: those tell of other programs, too.
const busy = median('wait, one process', 'cpu');
assert.ok(busy < 50, 'who waits has most of a core left: no second needed');
const gain = (kind: string): number =>
  median(`${kind}, cluster of 2`, 'rate') /
  median(`${kind}, one process`, 'rate');
if (names.has('cluster of 2')) {
  console.log(`compute, gain with two: ${gain('compute').toFixed(2)} x`);
  console.log(`wait, gain with two: ${gain('wait').toFixed(2)} x`);
}
