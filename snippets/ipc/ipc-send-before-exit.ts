/**
 * Lets a child send one message and exit at once, for growing sizes, and looks what
 * arrives; then shows what the return value of send() is for.
 *
 * @zh 子进程发一条消息就立刻退出，消息越来越大，看还能不能到；再看 send() 的返回值有什么用。
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

// #region backlog
/** Sends to a child that reads nothing yet; says how much had to wait. */
async function flood(how: string, pause: boolean): Promise<number> {
  const child = fork(file, ['reads late']);
  const text = 'x'.repeat(10 * kB);
  let waiting = 0;
  let most = 0;
  for (let i = 0; i < 500; i++) {
    let flows = true;
    const written = new Promise<void>((resolve) => {
      most = Math.max(most, ++waiting);
      flows = child.send(text, () => resolve(void waiting--));
    });
    // false is no refusal: it was taken, and it waits in our memory.
    if (!flows && pause) await written;
  }
  child.send('end');
  const [count] = await once(child, 'message');
  child.disconnect();
  await once(child, 'exit');
  console.log(`waiting at most (${how}): ${most} messages`);
  return count;
}
const counts = [
  await flood('return value ignored', false),
  await flood('waits after false', true),
];
console.log('arrived of 500:', counts.join(' and '));
// #endregion backlog

assert.deepEqual(counts, [500, 500]);
assert.deepEqual(seen['exit in callback'], [true, true, true, true]);
assert.deepEqual(seen.exitCode, [true, true, true, true]);
// Windows delivers it: https://github.com/nodejs/node/issues/36268.
if (process.platform !== 'win32')
  assert.ok(!seen['exit at once']!.at(-1), 'the largest is lost');
