/**
 * Starts a program with spawn(): arguments arrive as they are, output comes in while
 * the child runs, and a chunk is neither a line nor a whole character.
 *
 * @zh 用 spawn() 启动程序：参数原样送达，子进程边跑边来输出，而一个 chunk 既不是一行，也不一定是完整的字符。
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('./spawn.child.ts', import.meta.url));
// The parent's own flags: they may be what makes .ts files run.
const node = [process.execPath, [...process.execArgv, file]] as const;

// #region run
const args = ['two words', '*', '$HOME', '; ls', ''];
const child = spawn(node[0], [...node[1], 'arguments', ...args]);
const closed = once(child, 'close'); // Listen before you wait.
child.on('spawn', () => console.log('spawn: it runs'));
const seen: string[] = [];
for await (const line of createInterface({ input: child.stdout })) {
  console.log(`  ${line}`);
  if (seen.push(line) > 1) continue;
  console.log('  and it still runs, exit code', child.exitCode);
  child.stdin.end(); // It waits for this after its first line.
}
const [code, signal] = await closed;
console.log(`close: code ${code}, signal ${signal}`);
// #endregion run

// #region chunks
/** Asks for each next piece, and decodes what comes in one of two ways. */
async function read(whole: boolean): Promise<string[]> {
  const child = spawn(node[0], [...node[1], 'pieces']);
  if (whole) child.stdout.setEncoding('utf8'); // Keeps half characters.
  const chunks: string[] = [];
  child.stdout.on('data', (chunk: Buffer | string) => {
    chunks.push(chunk.toString());
    child.stdin.write('next\n');
  });
  await once(child, 'close');
  return chunks;
}
const wrong = await read(false);
const right = await read(true);
console.log('each chunk by itself: ', JSON.stringify(wrong.join('')));
console.log("with setEncoding('utf8'):", JSON.stringify(right.join('')));
console.log('chunks:', JSON.stringify(right));
// #endregion chunks

assert.deepEqual(
  seen,
  args.map((argument) => JSON.stringify(argument)),
);
assert.equal(right.join(''), 'ok: 线程\ndone\n');
assert.ok(wrong.join('').includes('\ufffd'), 'a character was cut in two');
