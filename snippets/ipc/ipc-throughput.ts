/**
 * Sends the same texts six ways to another thread or process, and measures messages
 * and bytes per second by size.
 *
 * @zh 把同样的文本用六种方式送到另一个线程或进程，按大小测出每秒多少条、多少字节。
 * @measures
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAll, type Way } from './ipc-throughput.ways.ts';

const rounds = 7;
const sizes = [
  { size: '1 kB', bytes: 1e3, count: 2000 },
  { size: '64 kB', bytes: 64e3, count: 200 },
  { size: '1 MB', bytes: 1e6, count: 16 },
];

// #region batch
/** Seconds from the first message to the answer to the last. */
const batch = async (way: Way, bytes: number, count: number) => {
  const text = 'x'.repeat(bytes);
  const start = performance.now();
  const answer = way.answer();
  for (let i = 1; i <= count; i++) way.send({ text, last: i === count });
  assert.equal(await answer, bytes * count, 'all of it arrived');
  return (performance.now() - start) / 1e3;
};
// #endregion batch

const folder = await mkdtemp(join(tmpdir(), 'ipc-'));
const ways = await openAll(folder);

// #region measure
const times = new Map<string, number[]>();
// Every way in every round: a noisy moment hits them alike. Round 0
// starts the other sides and compiles the code: it does not count.
for (let round = 0; round <= rounds; round++) {
  for (const { size, bytes, count } of sizes) {
    for (const way of ways) {
      const time = await batch(way, bytes, count);
      const key = `${way.name}, ${size}`;
      if (round > 0) times.set(key, [...(times.get(key) ?? []), time]);
    }
  }
}
// #endregion measure

for (const way of ways) await way.close();
await rm(folder, { recursive: true });

const median = (list: number[]): number =>
  list.sort((a, b) => a - b)[Math.floor(list.length / 2)]!;
const whole = (n: number): string =>
  n.toLocaleString('en', { maximumFractionDigits: 0 });
const row = (first: string, cells: string[]): string =>
  first.padEnd(13) + cells.map((cell) => cell.padStart(13)).join('');

console.log(
  row(
    '',
    sizes.map(({ size }) => size),
  ),
);
const lines: string[] = [];
for (const { name } of ways) {
  const rates = sizes.map(({ size, bytes, count }) => {
    const rate = count / median(times.get(`${name}, ${size}`)!);
    return [
      `${whole(rate)} /s`,
      `${whole((rate * bytes) / 1e6)} MB/s`,
    ] as const;
  });
  console.log(
    row(
      name,
      rates.map(([messages]) => messages),
    ),
  );
  console.log(
    row(
      '  in bytes',
      rates.map(([, flow]) => flow),
    ),
  );
  rates.forEach(([messages, flow], i) => {
    const label = `${name}, ${sizes[i]!.size}`.toLowerCase();
    lines.push(`${label} (messages): ${messages}`, `${label} (bytes): ${flow}`);
  });
}
console.log(`\n${lines.join('\n')}`);
