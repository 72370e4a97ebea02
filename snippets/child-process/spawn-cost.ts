/**
 * Starts the same programs by each of the four calls and by spawnSync(), in turns, and
 * measures start to end, and how long the call itself blocks.
 *
 * @zh 轮流用四种调用和 spawnSync() 启动同样的程序，测从开始到结束的时间，以及调用本身阻塞多久。
 * @measures
 * @needs sh
 */
import assert from 'node:assert/strict';
import {
  exec,
  execFile,
  fork,
  spawn,
  spawnSync,
  type ChildProcess,
  type ForkOptions,
} from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// In JavaScript: types would have to be stripped at each start.
const folder = await mkdtemp(join(tmpdir(), 'cost-'));
const file = join(folder, 'empty.cjs');
await writeFile(file, '');
const node = process.execPath;
const line = `"${node}" "${file}"`;
const options: ForkOptions = { stdio: 'ignore', execArgv: [] };

// #region ways
type Way = () => ChildProcess | number | null;

const small: Record<string, Way> = {
  spawn: () => spawn('true'),
  execfile: () => execFile('true'),
  exec: () => exec('true'),
  spawnsync: () => spawnSync('true').status,
};
const ours: Record<string, Way> = {
  spawn: () => spawn(node, [file]),
  execfile: () => execFile(node, [file]),
  exec: () => exec(line),
  fork: () => fork(file, options),
  spawnsync: () => spawnSync(node, [file]).status,
};
// #endregion ways

// #region measure
const median = (list: number[]): number =>
  list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]!;

async function measure(
  program: string,
  ways: Record<string, Way>,
  rounds: number,
): Promise<number> {
  const times: Record<string, number[]> = {};
  const calls: number[] = [];
  // All ways in every round, so that noise hits them alike. Round 0
  // fills the file system's caches and does not count.
  for (let round = 0; round <= rounds; round++) {
    for (const [name, start] of Object.entries(ways)) {
      const before = performance.now();
      const child = start();
      const called = performance.now() - before;
      const ended = typeof child === 'object' && child !== null;
      const code = ended ? (await once(child, 'close'))[0] : child;
      assert.equal(code, 0);
      const taken = performance.now() - before;
      if (round === 0) continue;
      (times[name] ??= []).push(taken);
      if (name === 'spawn') calls.push(called);
    }
  }
  for (const [name, list] of Object.entries(times)) {
    console.log(`  ${name} (${program}): ${median(list).toFixed(1)} ms`);
  }
  return median(calls);
}
console.log('start to end, a small program');
const call = await measure('true', small, 21);
console.log('start to end, an empty Node.js program');
await measure('node', ours, 7);
// #endregion measure

// #region blocked
// While the system makes the process, our event loop stands still.
console.log('the call of spawn() alone');
console.log(`  call (small parent): ${call.toFixed(2)} ms`);
const ballast = Buffer.alloc(300e6, 1); // A parent with 300 MB in use.
const large: number[] = [];
for (let round = 0; round < 9; round++) {
  const before = performance.now();
  const child = spawn('true');
  large.push(performance.now() - before);
  await once(child, 'close');
}
console.log(`  call (large parent): ${median(large).toFixed(2)} ms`);
// #endregion blocked

await rm(folder, { recursive: true });
assert.equal(ballast.at(-1), 1, 'it was in use until here');
