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
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

// Plain JavaScript, written here: a .ts file would have Node load what
// takes its types off, and that would be most of what is measured.
const folder = mkdtempSync(join(tmpdir(), 'process-vs-thread-'));
const file = join(folder, 'echo.cjs');
writeFileSync(
  file,
  `const { parentPort } = require('node:worker_threads');
const answer = (message) => {
  if (parentPort) parentPort.postMessage(message);
  else process.send(message);
  if (message !== 'end') return;
  // Nothing holds the event loop open now, so either ends by itself.
  if (parentPort) parentPort.close();
  else process.disconnect();
};
(parentPort ?? process).on('message', answer);
`,
);
// Nor does it load what this program was started with.
delete process.env['NODE_OPTIONS'];
const execArgv: string[] = [];
const rounds = 7;
const messages = 500;

// #region both
type Kind = 'process' | 'thread';
type Other = ChildProcess | Worker;

const start = (kind: Kind): Other =>
  kind === 'process'
    ? fork(file, { execArgv })
    : new Worker(file, { execArgv });

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
/** Bytes: all that is resident, and with shared pages divided (Linux). */
function usage(pid: number | undefined): [rss: number, pss: number] {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const field = (name: string): number =>
    1024 * Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1]);
  return [field('Rss'), field('Pss')];
}

/** What four of a kind add: to ours, and what children have themselves. */
async function memory(kind: Kind): Promise<number[]> {
  const before = usage(process.pid);
  const others = [1, 2, 3, 4].map(() => start(kind));
  await Promise.all(others.map((other) => ask(other, 'ready?')));
  const all = others.map((o) => (o instanceof Worker ? [0, 0] : usage(o.pid)));
  const after = usage(process.pid);
  await Promise.all(others.map(end));
  return after.map((own, i) => {
    const sum = all.reduce((total, one) => total + one[i]!, 0);
    // A child's resident pages are its own affair; shared ones are divided
    // among all, so that ours get fewer with each child.
    const added = kind === 'process' && i === 0 ? 0 : own - before[i]!;
    return (sum + added) / others.length / 1e6;
  });
}
// #endregion memory

const median = (list: number[]): number =>
  list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]!;
const linux = process.platform === 'linux';
const mb: Partial<Record<Kind, number>> = {};
for (const kind of kinds) {
  const trip = (median(trips[kind]) * 1e3).toFixed(0);
  console.log(kind);
  console.log(`  start-up (${kind}): ${median(startUps[kind]).toFixed(0)} ms`);
  console.log(`  round trip (${kind}): ${trip} µs`);
  if (!linux) continue;
  const [rss, pss] = await memory(kind);
  mb[kind] = rss!;
  console.log(`  memory (${kind}): ${rss!.toFixed(0)} MB`);
  console.log(`  proportional memory (${kind}): ${pss!.toFixed(0)} MB`);
}
rmSync(folder, { recursive: true });

// Of times and of proportional memory nothing is asserted: which kind is
// ahead depends on the version, and on how busy the machine is.
if (linux) assert.ok(mb.thread! < mb.process!, 'less resident memory');
