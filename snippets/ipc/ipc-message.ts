/**
 * Talks to a forked child in both directions, then shows what keeps a child alive
 * and what closing the channel does on either side.
 *
 * @zh 与 fork 出来的子进程双向通信，再看什么会让子进程活着，关闭通道对两边各有什么影响。
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const file = new URL('./ipc-message.child.ts', import.meta.url);

// #region talk
const child = fork(file, ['talks']);
let closed = false;
child.on('close', () => (closed = true));
const disconnected = once(child, 'disconnect');
const exited = once(child, 'exit');

// The child has not even started: the channel keeps the message.
child.send({ task: 'square', value: 12 });
const [answer] = await once(child, 'message');
console.log('answer:', answer);

child.disconnect();
console.log('connected:', child.connected);
await disconnected;
const [code] = await exited;
console.log('nothing else held the child: exit code', code);
// #endregion talk

// #region closed
type Failure = NodeJS.ErrnoException | null;
const error = await new Promise<Failure>((resolve) => {
  const accepted = child.send('too late', resolve);
  console.log('send() after disconnect():', accepted);
});
console.log('the callback gets:', error?.code);
console.log("'close' was emitted:", closed);
// #endregion closed

// #region hold
/** Says whether a child ends although its channel stays open. */
async function stays(how: string): Promise<boolean> {
  const other = fork(file, [how]);
  const end = once(other, 'exit');
  // It says this last, when its own start is over.
  await once(other, 'message');
  const first = await Promise.race([end, sleep(1500, 'runs')]);
  const runs = first === 'runs';
  if (runs) other.disconnect();
  await end;
  return runs;
}
// #endregion hold

const expected: Record<string, boolean> = {
  'only sends': false,
  listens: true,
  "waits for 'disconnect'": true,
  'listens and unrefs': false,
};
const hows = Object.keys(expected);
const held = await Promise.all(hows.map(stays));
held.forEach((runs, i) => {
  console.log(`a child that ${hows[i]}: ${runs ? 'stays' : 'ends by itself'}`);
});

assert.deepEqual(answer, { result: 144, from: 'child' });
assert.equal(closed, false, 'no close after our own disconnect()');
assert.equal(error?.code, 'ERR_IPC_CHANNEL_CLOSED');
assert.deepEqual(held, Object.values(expected));
