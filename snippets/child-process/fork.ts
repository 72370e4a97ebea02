/**
 * Forks a Node.js child and talks to it, gives it flags and its output elsewhere, then
 * builds the same out of spawn(), and speaks the channel's language from a shell.
 *
 * @zh fork 一个 Node.js 子进程并与它通信，给它参数、改它的输出去向；再用 spawn() 搭出同样的东西，最后从 shell 里说这条通道的“语言”。
 * @needs sh
 */
import assert from 'node:assert/strict';
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('./fork.child.ts', import.meta.url));

// #region fork
const child = fork(file, ['an argument']);
const ended = once(child, 'exit');
let closed = 'missing';
child.on('close', () => (closed = 'came'));
const [hello] = await once(child, 'message');
console.log('hello:', JSON.stringify(hello));
child.send({ square: 12 });
const [answer] = await once(child, 'message');
console.log('answer:', JSON.stringify(answer));
child.disconnect(); // What held the child open; it ends by itself.
const [code] = await ended;
console.log('exit code:', code);
// #endregion fork

// #region close
// A trap: after a disconnect() of ours there is no 'close' event. That of
// another child, which starts only now, comes.
await once(spawn('true'), 'close');
console.log("'close':", closed);
// #endregion close

// #region options
const small = fork(file, [], {
  // Flags for Node itself. Left out, the child gets those of the parent.
  execArgv: [...process.execArgv, '--max-old-space-size=64'],
  env: { ...process.env, LEVEL: 'debug' },
  silent: true, // stdin, stdout and stderr are pipes, not the parent's.
});
const output = text(small.stdout!);
const [other] = await once(small, 'message');
console.log('with options:', JSON.stringify(other));
small.disconnect();
console.log('silent, so it comes here:', (await output).trim());
// #endregion options

// #region spawn
// fork() is this: Node's own path, its flags, and a channel as fd 3.
const same = spawn(process.execPath, [...process.execArgv, file], {
  stdio: ['inherit', 'ignore', 'inherit', 'ipc'],
});
const sameEnded = once(same, 'exit');
const [third] = await once(same, 'message');
console.log('by spawn():', JSON.stringify(third));
same.disconnect();
await sameEnded;
const plain = spawn(process.execPath, ['-p', 'typeof process.send']);
console.log('without ipc, send is', (await text(plain.stdout)).trim());
// #endregion spawn

// #region shell
// And the channel is a socket, with a line of JSON per message.
const line = `
  read -r m <&$NODE_CHANNEL_FD
  printf '{"bytes":%d}\n' "\${#m}" >&$NODE_CHANNEL_FD`;
const sh = spawn('sh', ['-c', line], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});
const shEnded = once(sh, 'exit');
sh.send({ hello: 'shell' });
const [fromShell] = await once(sh, 'message');
console.log('from a shell:', JSON.stringify(fromShell));
await shEnded;
// #endregion shell

assert.deepEqual(answer, { result: 144 });
assert.equal(code, 0);
assert.deepEqual(other, { ...hello, args: [], level: 'debug', limited: true });
assert.deepEqual(third, { ...hello, args: [] });
