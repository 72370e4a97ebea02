/**
 * Shows what 'exit' leaves out: output that is still on its way, a file that is not
 * written yet, and a grandchild that keeps the pipe open.
 *
 * @zh 看 'exit' 漏掉了什么：还在路上的输出、还没写完的文件，以及占着管道不放的孙进程。
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { brotliDecompressSync, createBrotliCompress } from 'node:zlib';

const node = process.execPath;
const folder = await mkdtemp(join(tmpdir(), 'exit-close-'));

// #region output
// Its reader is busy. The pipe takes the output, and the process ends.
const script = 'process.stdout.write("x".repeat(4_000))';
const child = spawn(node, ['-e', script]);
let received = 0;
child.stdout.on('data', (chunk: Buffer) => (received += chunk.length));
child.stdout.pause(); // We come back to it when the process is gone.
child.on('exit', () => {
  console.log('at exit, all received:', received === 4_000);
  child.stdout.resume();
});
await once(child, 'close');
console.log('at close, all received:', received === 4_000);
// #endregion output

// #region file
const file = join(folder, 'out.br');
const whole = async (): Promise<boolean> => {
  const text = brotliDecompressSync(await readFile(file)).toString();
  return text.length === 4_000;
};
const report = spawn(node, ['-e', script]);
// A disk that has other work for a while.
let free = (): void => {};
const diskIsFree = new Promise<void>((resolve) => (free = resolve));
async function* slowly(chunks: AsyncIterable<Buffer>) {
  for await (const chunk of chunks) {
    await diskIsFree;
    yield chunk;
  }
}
const written = pipeline(
  report.stdout,
  createBrotliCompress(),
  slowly,
  createWriteStream(file),
);
const [code] = await once(report, 'close');
const early = await whole().catch(() => false);
console.log(`at close, exit code ${code}, the file is whole:`, early);
free();
await written;
console.log('after pipeline(), the file is whole:', await whole());
// #endregion file

// #region grandchild
// It starts a child of its own, which inherits its pipes, and ends. Node
// closes our side of stdin at 'exit': that one then speaks.
const parent = `
  const { spawn } = require('node:child_process');
  const last = 'process.stdin.on("close", () => console.log("late words"))' +
    '.resume()';
  spawn(process.execPath, ['-e', last], { stdio: 'inherit' }).unref();
`;
const events: string[] = [];
const quick = spawn(node, ['-e', parent]);
quick.stdout.on('data', (text: Buffer) => events.push(`"${text}"`.trim()));
quick.on('exit', () => events.push('exit'));
quick.on('close', () => events.push('close'));
await once(quick, 'close');
console.log(events.join(', then ').replace('\n', ''));
// #endregion grandchild

assert.equal(received, 4_000);
assert.deepEqual([early, await whole()], [false, true]);
await rm(folder, { recursive: true });
assert.deepEqual(events, ['exit', '"late words\n"', 'close']);
