/**
 * Starts child processes and worker threads, and measures start-up, round trip and
 * memory of each.
 *
 * @zh 启动子进程和 worker 线程，分别测出启动时间、往返时间和内存。
 * @measures
 */
import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const file = new URL('./process-vs-thread.echo.ts', import.meta.url);
const rounds = 7;
const messages = 500;

// #region both
type Kind = 'process' | 'thread';
type Other = ChildProcess | Worker;

const start = (kind: Kind): Other =>
  kind === 'process' ? fork(file) : new Worker(file);

/** Echoes: the answer is what was sent. */
function ask(other: Other, message: string): Promise<unknown[]> {
  const answer = once(other, 'message');
  if (other instanceof Worker) other.postMessage(message);
  else other.send(message);
  return answer;
}

async function end(other: Other): Promise<void> {
  const ended = once(other, 'exit');
  await ask(other, 'end');
  assert.equal((await ended)[0], 0);
}
// #endregion both

// #region time
const kinds: Kind[] = ['process', 'thread'];
const startUps: Record<Kind, number[]> = { process: [], thread: [] };
const trips: Record<Kind, number[]> = { process: [], thread: [] };
// Both kinds in every round: a noisy moment hits them alike. Round 0
// fills the caches of the file system and does not count.
for (let round = 0; round <= rounds; round++) {
  for (const kind of kinds) {
    const before = performance.now();
    const other = start(kind);
    await ask(other, 'ready?');
    const ready = performance.now();
    if (round > 0) startUps[kind].push(ready - before);
    // The first of them compile the code and do not count.
    for (let i = -messages / 5; i < messages; i++) {
      const sent = performance.now();
      await ask(other, 'ping');
      if (i >= 0) trips[kind].push(performance.now() - sent);
    }
    await end(other);
  }
}
// #endregion time

// #region memory
/** Resident memory: a child has its own, a thread adds to ours. */
async function memory(kind: Kind): Promise<number> {
  const before = process.memoryUsage.rss();
  const others = [1, 2, 3, 4].map(() => start(kind));
  const rss = await Promise.all(
    others.map(async (other) => Number((await ask(other, 'rss'))[0])),
  );
  const own = process.memoryUsage.rss() - before;
  await Promise.all(others.map(end));
  const sum = rss.reduce((a, b) => a + b);
  return (kind === 'process' ? sum : own) / others.length / 1e6;
}
// #endregion memory

const median = (list: number[]): number =>
  list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]!;
const mb: Record<Kind, number> = { process: 0, thread: 0 };
for (const kind of kinds) {
  mb[kind] = await memory(kind);
  const trip = (median(trips[kind]) * 1e3).toFixed(0);
  console.log(kind);
  console.log(`  start-up (${kind}): ${median(startUps[kind]).toFixed(0)} ms`);
  console.log(`  round trip (${kind}): ${trip} µs`);
  console.log(`  memory (${kind}): ${mb[kind].toFixed(0)} MB`);
}

// Of the times nothing is asserted: a busy machine may turn them round.
assert.ok(mb.thread < mb.process, 'a thread needs less memory');
