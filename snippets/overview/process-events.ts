/**
 * Ends child processes in nine ways and prints which of their events came, and with
 * which exit code they ended.
 *
 * @zh 用九种方式结束子进程，打印每次来了哪些事件、退出码是多少。
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(
  new URL('./process-events.child.ts', import.meta.url),
);

// #region run
/** Returns what the child printed, and how it ended. */
async function run(way: string): Promise<[string, number]> {
  // The parent's own flags: they may be what makes .ts files run.
  const args = [...process.execArgv, file, way];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const closed = once(child, 'close');
  const output = await text(child.stdout);
  const [code] = await closed;
  return [output.trim().replaceAll('\n', ', ') || '(none)', code];
}
// #endregion run

// #region ways
const ways = [
  'nothing left to do',
  'work in beforeExit',
  'process.exit',
  'exitCode',
  'timer in exit',
  'throw',
  'throw, handled',
  'reject',
  'await for ever',
];
const codes: number[] = [];
for (const way of ways) {
  const [events, code] = await run(way);
  codes.push(code);
  console.log(`${way}\n  ${events}\n  ended with code ${code}`);
}
// #endregion ways

assert.deepEqual(codes, [0, 0, 3, 4, 0, 1, 1, 1, 13]);
