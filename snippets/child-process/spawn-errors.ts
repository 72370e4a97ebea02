/**
 * Lets spawn() fail in each of the ways there are and prints what you see of it: a
 * thrown error, 'error', 'exit', 'close', or an error on stdin.
 *
 * @zh 让 spawn() 以各种方式失败，打印每一种里能看到什么：抛出的错误、'error'、'exit'、'close'，还是 stdin 上的错误。
 * @needs posix
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = await mkdtemp(join(tmpdir(), 'errors-'));
const plain = join(folder, 'plain.txt');
await writeFile(plain, 'not a program\n', { mode: 0o644 });

// #region watch
/** Starts a program and notes every event until nothing more comes. */
async function watch(program: string, ...args: string[]): Promise<string> {
  const seen: string[] = [];
  let stdin = '';
  try {
    const child = spawn(program, args);
    child.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      seen.push(`error ${code}: ${message.replace(folder, '…')}`);
    });
    child.on('exit', (...how) =>
      seen.push(`exit ${how.map(String).join(' ')}`),
    );
    // Without this listener its error would end the parent.
    child.stdin.on('error', ({ code }: NodeJS.ErrnoException) => {
      stdin = `, and on stdin: ${code}`;
    });
    if (args.includes(deaf)) child.stdin.write(Buffer.alloc(1_000_000));
    await new Promise<void>((resolve) => {
      child.on('close', (...how) => {
        seen.push(`close ${how.map(String).join(' ')}`);
        resolve();
      });
    });
  } catch (error) {
    seen.push(`throws ${(error as NodeJS.ErrnoException).code}`);
  }
  return seen.join(', ') + stdin;
}
// #endregion watch

// #region cases
const node = process.execPath;
const deaf = 'process.exit(0)'; // Ends without reading its input.
const cases: Record<string, [string, ...string[]]> = {
  'no such program': ['no-such-program'],
  'not executable': [plain],
  'arguments too long': [node, 'x'.repeat(3_000_000)],
  'a zero byte in them': [node, 'a\0b'],
  'exit code 3': [node, '-e', 'process.exitCode = 3'],
  'an uncaught error': [node, '-e', 'throw new Error("mine")'],
  'killed by a signal': [node, '-e', 'process.kill(process.pid, "SIGTERM")'],
  'input not wanted': [node, '-e', deaf],
};
const seen: Record<string, string> = {};
for (const [name, [program, ...args]] of Object.entries(cases)) {
  seen[name] = await watch(program, ...args);
  console.log(`${name}:\n  ${seen[name]}`);
}
// #endregion cases
await rm(folder, { recursive: true });

assert.deepEqual(seen, {
  'no such program':
    'error ENOENT: spawn no-such-program ENOENT, close -2 null',
  'not executable': 'error EACCES: spawn …/plain.txt EACCES, close -13 null',
  'arguments too long': 'throws E2BIG',
  'a zero byte in them': 'throws ERR_INVALID_ARG_VALUE',
  'exit code 3': 'exit 3 null, close 3 null',
  'an uncaught error': 'exit 1 null, close 1 null',
  'killed by a signal': 'exit null SIGTERM, close null SIGTERM',
  'input not wanted': 'exit 0 null, close 0 null, and on stdin: EPIPE',
});
