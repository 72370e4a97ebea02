/**
 * Overflows maxBuffer and runs into the timeout, prints what the error tells each time,
 * and what the timeout leaves running.
 *
 * @zh 让 maxBuffer 溢出，让 timeout 到点，打印每次错误里有什么，以及超时之后还有什么在跑。
 * @needs sh
 */
import assert from 'node:assert/strict';
import {
  exec,
  execFile,
  spawn,
  spawnSync,
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
  exec('exec sleep 5', { timeout: 200 }, (error, stdout) =>
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
/** Runs two commands; the pid of the second one comes on stdout. */
const line = 'sleep 5 & echo $!; wait';
const alive = (pid: number): boolean => {
  const ps = ['-o', 'stat=', '-p', String(pid)];
  return /^[^Z]/.test(spawnSync('ps', ps, { encoding: 'utf8' }).stdout);
};
const shell = await new Promise<Result>((resolve) => {
  exec(line, { timeout: 800 }, (error, stdout) => resolve({ error, stdout }));
});
const left = Number(shell.stdout);
assert.ok(left > 0); // kill(0) would reach ourselves.
const orphan = alive(left);
console.log('after the timeout its child still runs:', orphan);
process.kill(left);
// #endregion left

// #region group
/** As exec() with a timeout, but nothing of the line outlives it. */
async function execGroup(line: string, timeout: number): Promise<string> {
  // exec() has no `detached`; a shell is all that it adds.
  const child = spawn(line, { shell: true, detached: true });
  let stdout = '';
  child.stdout.on('data', (text: Buffer) => (stdout += text));
  const timer = setTimeout(() => process.kill(-child.pid!), timeout);
  await once(child, 'close');
  clearTimeout(timer);
  return stdout;
}
const ended = Number(await execGroup(line, 800));
await sleep(50);
console.log('with a group of its own:', alive(ended));
// #endregion group

assert.equal(over.error?.code, 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER');
assert.equal(over.stdout.length, mebibyte, 'what fitted is there');
assert.deepEqual([killed, crashed?.killed], [true, false]);
assert.deepEqual([orphan, alive(ended)], [true, false]);
