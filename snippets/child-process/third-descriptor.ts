/**
 * Reads a result from a child's descriptor 3, apart from whatever it prints,
 * while both of its output streams share one log file.
 *
 * @zh 从子进程的 3 号描述符读结果，和它随便打印的东西分开；它的两路输出则合用一个日志文件。
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const tool = fileURLToPath(
  new URL('./third-descriptor.tool.ts', import.meta.url),
);
const folder = mkdtempSync(join(tmpdir(), 'third-'));
process.on('exit', () => rmSync(folder, { recursive: true }));

// #region start
const path = join(folder, 'tool.log');
const log = openSync(path, 'a');
const child = spawn(process.execPath, [...process.execArgv, tool], {
  // One descriptor for two streams, and a pipe of its own for the result.
  stdio: ['ignore', log, log, 'pipe'],
});
closeSync(log); // The child has its own; ours would only be one more.
const closed = once(child, 'close'); // Rejects at 'error'.
const result = await json(child.stdio[3] as Readable);
await closed;
console.log('result:', JSON.stringify(result));
console.log('log:', readFileSync(path, 'utf8').trim().split('\n').join(' | '));
// #endregion start

// #region count
/** How many descriptors this process has open. */
const open = (): number => readdirSync('/proc/self/fd').length;

if (process.platform === 'linux') {
  const before = open();
  const idle = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
  await once(idle, 'spawn');
  console.log('a running child with three pipes takes:', open() - before);
  idle.stdin.end();
  await once(idle, 'close');
  console.log('after its end:', open() - before);
  assert.equal(open(), before);
}
// #endregion count

assert.deepEqual(result, { total: 42 });
