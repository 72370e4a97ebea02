/**
 * Overflows maxBuffer and runs into the timeout, prints what the error tells each time,
 * and what the timeout leaves running.
 *
 * @zh 让 maxBuffer 溢出，让 timeout 到点，打印每次错误里有什么，以及超时之后还有什么在跑。
 * @needs sh, posix
 */
import assert from 'node:assert/strict';
import {
  exec,
  execFile,
  spawn,
  spawnSync,
  type ChildProcess,
  type ExecException,
  type ExecFileException,
} from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const node = process.execPath;
interface Result {
  error: ExecException | ExecFileException | null;
  stdout: string;
}

// #region overflow
/** Asks for so many bytes on stdout. */
const print = (bytes: number, maxBuffer?: number): Promise<Result> =>
  new Promise((resolve) => {
    const script = `process.stdout.write('x'.repeat(${bytes}))`;
    const options = maxBuffer === undefined ? {} : { maxBuffer };
    execFile(node, ['-e', script], options, (error, stdout) =>
      resolve({ error, stdout }),
    );
  });
const mebibyte = 1024 * 1024;
const tell = ({ error, stdout }: Result): string =>
  `${error?.code ?? 'no error'}, ${stdout.length - mebibyte} over`;
console.log('1 MiB:           ', tell(await print(mebibyte)));
const over = await print(mebibyte + 1);
console.log('one byte more:   ', tell(over));
console.log('with a higher limit:', tell(await print(mebibyte + 1, 2e6)));
// #endregion overflow

// #region timeout
const slow = await new Promise<Result>((resolve) => {
  // With `exec` the shell becomes sleep, and the signal reaches it.
  // Time: the lesson. The command would take much longer.
  exec('exec sleep 60', { timeout: 200 }, (error, stdout) =>
    resolve({ error, stdout }),
  );
});
const { code, killed, signal } = slow.error!;
console.log(`timeout: code ${code}, killed ${killed}, signal ${signal}`);
const crashed = await new Promise<ExecException | null>((resolve) => {
  exec('kill -TERM $$', (error) => resolve(error));
});
console.log(
  `the same signal from elsewhere: killed ${crashed?.killed},`,
  `signal ${crashed?.signal}`,
);
// #endregion timeout

// #region left
const line = 'sleep 60; true'; // Not the last: the shell stays.
/** Its child's pid. Synchronous: no timer of ours can be earlier. */
function childOf({ pid }: ChildProcess): number {
  let found = 0;
  while (!found) {
    const { stdout } = spawnSync('pgrep', ['-P', String(pid)]);
    found = Number(stdout.toString());
  }
  return found;
}
const alive = (pid: number): boolean => {
  const ps = ['-o', 'stat=', '-p', String(pid)];
  return /^[^Z]/.test(spawnSync('ps', ps, { encoding: 'utf8' }).stdout);
};
const shell = exec(line, { timeout: 100 }); // Time: the lesson.
const left = childOf(shell);
await once(shell, 'close');
const orphan = alive(left);
console.log('after the timeout its child still runs:', orphan);
process.kill(left);
// #endregion left

// #region group
/** As exec() with a timeout, but nothing of the line outlives it. */
function execGroup(line: string, limit: number): ChildProcess {
  // exec() has no `detached`; a shell is all that it adds.
  const child = spawn(line, { shell: true, detached: true });
  // Time: the caller's limit.
  const timer = setTimeout(() => process.kill(-child.pid!), limit);
  child.once('close', () => clearTimeout(timer));
  return child;
}
const group = execGroup(line, 100);
const ended = childOf(group);
await once(group, 'close'); // The pipe is free: both of them are ending.
while (alive(ended)) await sleep(10);
console.log('with a group of its own:', alive(ended));
// #endregion group

assert.equal(over.error?.code, 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER');
assert.equal(over.stdout.length, mebibyte, 'what fitted is there');
assert.deepEqual([killed, crashed?.killed], [true, false]);
assert.deepEqual([orphan, alive(ended)], [true, false]);
