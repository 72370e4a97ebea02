/**
 * Writes 10 MB to a pipe and ends by process.exit() or by exitCode, and counts
 * what arrives.
 *
 * @zh 向管道写 10 MB，分别用 process.exit() 和 exitCode 结束，数一数对面收到多少。
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('./process-exit.child.ts', import.meta.url));

// #region count
async function received(way: string): Promise<number> {
  // The parent's own flags: they may be what makes .ts files run.
  const args = [...process.execArgv, file, way];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let bytes = 0;
  for await (const chunk of child.stdout) bytes += chunk.length;
  const [code] = await closed;
  console.log(`${way}: exit code ${code}`);
  console.log(`  received (${way}): ${bytes.toLocaleString('en')} B`);
  return bytes;
}

const cut = await received('exit');
const whole = await received('exitcode');
// #endregion count

assert.equal(whole, 10_000_000, 'ending by itself writes everything');
// On Windows a pipe is written before write() returns: nothing is lost.
if (process.platform !== 'win32') assert.ok(cut < whole);
