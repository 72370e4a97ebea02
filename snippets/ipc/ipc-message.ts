/**
 * Talks to a forked child in both directions, then shows what keeps a child alive
 * and what closing the channel does on either side.
 *
 * @zh 与 fork 出来的子进程双向通信，再看什么会让子进程活着，关闭通道对两边各有什么影响。
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';

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
// Does a child end although its channel stays open?
const stays: Record<string, boolean> = {
  'only sends': false,
  listens: true,
  "waits for 'disconnect'": true,
  'listens and unrefs': false,
};
const hows = Object.keys(stays);
const others = hows.map((how) => fork(file, [how]));
const ends = others.map((other) => once(other, 'exit'));
// It says this last, when its own start is over.
await Promise.all(others.map((other) => once(other, 'message')));
// Wait for those that end. The others have had as long, and run.
await Promise.all(ends.filter((_, i) => !stays[hows[i]!]));
const held = others.map(({ exitCode }) => exitCode === null);
// #endregion hold

held.forEach((runs, i) => {
  console.log(`a child that ${hows[i]}: ${runs ? 'stays' : 'ends by itself'}`);
  if (runs) others[i]!.disconnect();
});
await Promise.all(ends);

assert.deepEqual(answer, { result: 144, from: 'child' });
assert.equal(closed, false, 'no close after our own disconnect()');
assert.equal(error?.code, 'ERR_IPC_CHANNEL_CLOSED');
assert.deepEqual(held, Object.values(stays));
