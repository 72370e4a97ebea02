/**
 * Lets a child send one message and exit at once, for growing sizes, and counts
 * what arrives; then lets it wait for the callback.
 *
 * @zh 子进程发一条消息就立刻退出，消息越来越大，数一数还能到多少；再让它等到回调才退出。
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';

const file = new URL('./ipc-send-before-exit.child.ts', import.meta.url);
const kB = 1000;

// #region count
interface Seen {
  arrived: boolean;
  code: number;
}

/** One message of so many bytes; the child ends in the way named. */
async function run(way: string, bytes: number): Promise<Seen> {
  const child = fork(file, [way, String(bytes)]);
  let arrived = false;
  child.on('message', (text: string) => (arrived = text.length === bytes));
  // 'exit' may come before the last messages: they are read to the end
  // of the channel, and that is told by 'disconnect'.
  const [[code]] = await Promise.all([
    once(child, 'exit'),
    once(child, 'disconnect'),
  ]);
  return { arrived, code };
}
// #endregion count

const sizes = [1 * kB, 100 * kB, 1000 * kB, 10_000 * kB];
const seen: Record<string, boolean[]> = {};
for (const way of ['exit at once', 'exit in callback', 'exitCode']) {
  console.log(`${way}:`);
  seen[way] = [];
  for (const bytes of sizes) {
    const { arrived, code } = await run(way, bytes);
    const size = `${(bytes / kB).toLocaleString('en')} kB`;
    const fate = arrived ? 'arrived' : 'LOST';
    console.log(`  ${size.padStart(9)} ${fate}, exit code ${code}`);
    seen[way].push(arrived);
  }
}

assert.deepEqual(seen['exit in callback'], [true, true, true, true]);
assert.deepEqual(seen.exitCode, [true, true, true, true]);
// On Windows the write has ended before send() returns.
if (process.platform !== 'win32')
  assert.ok(!seen['exit at once']!.at(-1), 'the largest is lost');
