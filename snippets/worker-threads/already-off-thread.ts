/**
 * Runs hashing, compression and file reading in their asynchronous and their synchronous
 * forms, and measures how long the event loop is busy.
 *
 * @zh 哈希、压缩、读文件，分别用异步和同步形式运行，测事件循环忙了多久。
 * @measures
 */
import assert from 'node:assert/strict';
import { pbkdf2, pbkdf2Sync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';

const data = randomBytes(4e6);
const self = new URL(import.meta.url);

// #region works
const works = {
  hashing: {
    async: () => promisify(pbkdf2)('secret', 'salt', 150_000, 32, 'sha512'),
    sync: () => pbkdf2Sync('secret', 'salt', 150_000, 32, 'sha512'),
  },
  compression: {
    async: () => promisify(gzip)(data),
    sync: () => gzipSync(data),
  },
  'reading a file': {
    async: () => readFile(self),
    sync: () => readFileSync(self),
  },
};
// #endregion works

// #region watch
/** Milliseconds in which the event loop was busy and served nobody. */
async function busyTime(work: () => unknown): Promise<number> {
  await turn(); // What the loop did before this turn is not counted.
  const before = performance.eventLoopUtilization();
  await work();
  await turn();
  return performance.eventLoopUtilization(before).active;
}
// #endregion watch

// #region show
const busy: Record<string, number> = {};
for (const [name, { async, sync }] of Object.entries(works)) {
  for (const [how, work] of Object.entries({ async, sync })) {
    const times: number[] = [];
    for (let i = 0; i < 5; i++) times.push(await busyTime(work));
    const median = times.toSorted((a, b) => a - b)[2]!;
    busy[`${name} ${how}`] = median;
    console.log(`loop busy with ${name} (${how}): ${median.toFixed(2)} ms`);
  }
}
// #endregion show

for (const name of ['hashing', 'compression']) {
  assert.ok(busy[`${name} async`]! < busy[`${name} sync`]! / 2, name);
}
