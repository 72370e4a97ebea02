/**
 * Leaves a child's output unread and the child stops in the middle of a write; then
 * writes to a slow child with and without waiting, and compares the memory.
 *
 * @zh 不读子进程的输出，它就停在写的半路上；再向一个很慢的子进程写数据，比较等与不等时占的内存。
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(
  new URL('./spawn-backpressure.child.ts', import.meta.url),
);
const start = (what: string) =>
  spawn(process.execPath, [...process.execArgv, file, what]);

// #region unread
const writer = start('writer'); // 4 MB to stdout, a mark per 16 kB.
const ended = once(writer, 'close');
let marks = 0;
// Nobody reads stdout. The writer says so when the pipe takes no more.
await new Promise<void>((resolve) => {
  writer.stderr.on('data', (chunk: Buffer) => {
    const told = chunk.toString();
    marks += told.replaceAll('!', '').length;
    if (told.includes('!')) resolve();
  });
});
const unread = marks * 16.384;
console.log('exit code while nobody reads:', writer.exitCode);
console.log(`taken by the pipe: ${unread.toFixed(0)} kB`);
writer.stdout.resume(); // Reads, and throws away.
const [code] = await ended;
console.log(`after resume(): ${marks} marks, exit code ${code}`);
// #endregion unread

// #region write
const block = Buffer.alloc(65_536);
const blocks = 256; // 16 MB

/** The most that ever waited in this process. */
async function send(polite: boolean): Promise<number> {
  const reader = start('slow-reader');
  const ended = once(reader, 'close');
  let most = 0;
  const note = (): void => {
    most = Math.max(most, reader.stdin.writableLength);
  };
  const timer = setInterval(note, 1);
  function* source(): Generator<Buffer> {
    for (let i = 0; i < blocks; i++) yield block;
  }
  if (polite) {
    // pipeline() asks the source for more when there is room.
    await pipeline(source, reader.stdin);
  } else {
    // write() returned false after the first; nobody looked.
    for (const next of source()) reader.stdin.write(next);
    reader.stdin.end();
  }
  await ended;
  clearInterval(timer);
  return most / 1e3;
}
const rude = await send(false);
const kind = await send(true);
console.log(`waiting in memory (write in a loop): ${rude.toFixed(0)} kB`);
console.log(`waiting in memory (pipeline): ${kind.toFixed(0)} kB`);
// #endregion write

assert.ok(unread < 4000, 'the writer was stopped before its end');
assert.equal(marks, 256, 'and went on when somebody read');
assert.ok(kind * 10 < rude, 'a polite writer holds a small part');
