/**
 * Awaits exec(): the result, what a rejection carries, how to abort, and twelve commands
 * with at most three at a time.
 *
 * @zh 用 await 等 exec()：结果、reject 里带着什么、怎么中止，以及十二条命令同时最多跑三条。
 * @needs sh
 */
import assert from 'node:assert/strict';
import { exec as execWithCallback } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

const exec = promisify(execWithCallback);

// #region result
const { stdout, stderr } = await exec('echo out; echo remark >&2');
console.log(JSON.stringify({ stdout, stderr }));

/** What exec() rejects with: an error that carries the output. */
interface Failure extends Error {
  code?: number | string;
  killed?: boolean;
  signal?: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}
try {
  await exec('echo half of it; echo why >&2; exit 3');
} catch (error) {
  const { code, killed, signal, stdout, stderr } = error as Failure;
  console.log(JSON.stringify({ code, killed, signal, stdout, stderr }));
}
// #endregion result

// #region child
const running = exec('cat'); // The promise has the child, for its stdin.
running.child.stdin!.end('sent to stdin');
console.log('cat:', (await running).stdout);
// #endregion child

// #region abort
const stop = new AbortController();
// The shell becomes sleep; else only the shell would be aborted.
const slow = exec('exec sleep 60', { signal: stop.signal });
slow.child.once('spawn', () => stop.abort(new Error('the client has gone')));
const reason = await slow.then(
  () => undefined,
  ({ name, code, cause }: Failure) => `${name}, ${code}, ${cause}`,
);
console.log('aborted:', reason);
// #endregion abort

// #region limited
let now = 0;
let most = 0;
async function work(n: number): Promise<string> {
  most = Math.max(most, ++now);
  try {
    return (await exec(`expr ${n} '*' ${n}`)).stdout.trim();
  } finally {
    now--;
  }
}
// All at once would be twelve shells; a thousand would be a thousand.
const numbers = Array.from({ length: 12 }, (_, i) => i + 1);
const squares: string[] = [];
const queue = numbers.entries(); // One iterator, shared by three.
await Promise.all(
  [1, 2, 3].map(async () => {
    for (const [at, n] of queue) squares[at] = await work(n);
  }),
);
console.log(squares.join(' '));
console.log(`at most ${most} at a time`);
// #endregion limited

// #region unhandled
// Started, and awaited only later: the rejection comes before that.
const early = exec('exit 1');
early.catch(() => {}); // Without this the process would end here.
await once(early.child, 'close');
console.log('later:', await early.catch(({ code }: Failure) => code));
// #endregion unhandled

assert.equal(most, 3);
assert.deepEqual(
  squares,
  numbers.map((n) => String(n * n)),
);
assert.match(reason ?? '', /^AbortError, ABORT_ERR, Error: the client/);
