/**
 * Starts children that misuse their channel: one writes what is no message,
 * one half of a message, one closes it and goes on; then a parent that is
 * ready for it.
 *
 * @zh 启动几个乱用通道的子进程：一个写的不是消息，一个只写半条，一个关掉通道接着跑；然后是一个有准备的父进程。
 * @needs sh
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const peers: Record<string, string> = {
  'no message': 'echo "Segmentation fault" >&3',
  'half a message': `printf '{"done": tr' >&3`,
  'closes it': 'exec 3>&-; read line',
  'a message': `echo '{"done": true}' >&3`,
};

// #region channel
const uncaught: string[] = [];
process.on('uncaughtException', ({ name }) => uncaught.push(name));

/** What the parent of such a child learns. */
async function withChannel(line: string): Promise<string> {
  const child = spawn('sh', ['-c', line], {
    stdio: ['pipe', 'ignore', 'inherit', 'ipc'],
  });
  const seen: string[] = [];
  child.on('message', (message) => seen.push(JSON.stringify(message)));
  const closed = once(child, 'close');
  await once(child, 'disconnect');
  if (child.exitCode === null && line.includes('read')) {
    seen.push('disconnected, and it runs');
  }
  child.stdin!.on('error', () => {}).end('\n'); // It may be gone.
  await closed;
  const thrown = uncaught.splice(0).map((name) => `uncaught ${name}`);
  return [...thrown, ...seen].join(', ') || 'nothing';
}
// #endregion channel

// #region pipe
/** The same over a pipe of your own: each line is looked at before it counts. */
async function withPipe(line: string): Promise<string> {
  const child = spawn('sh', ['-c', line], {
    stdio: ['pipe', 'ignore', 'inherit', 'pipe'],
  });
  const closed = once(child, 'close');
  const seen: string[] = [];
  for await (const text of createInterface(child.stdio[3] as Readable)) {
    try {
      seen.push(JSON.stringify(JSON.parse(text)));
    } catch {
      seen.push(`refused ${text}`);
    }
  }
  child.stdin!.on('error', () => {}).end('\n'); // It may be gone.
  await closed;
  return seen.join(', ') || 'the end of the pipe';
}
// #endregion pipe

const channel: string[] = [];
const pipe: string[] = [];
for (const [name, line] of Object.entries(peers)) {
  channel.push(await withChannel(line));
  pipe.push(await withPipe(line));
  console.log(`${name}:`);
  console.log(`  channel: ${channel.at(-1)}\n  pipe: ${pipe.at(-1)}`);
}
assert.deepEqual(channel, [
  'uncaught SyntaxError', // In the parent.
  'nothing',
  'disconnected, and it runs',
  '{"done":true}',
]);
assert.equal(pipe[0], 'refused Segmentation fault');
