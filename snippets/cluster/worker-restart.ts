/**
 * Replaces workers that end unasked, waits longer each time while they crash at start,
 * and gives up with an exit code of its own.
 *
 * @zh 替换自己结束的 worker；若一启动就崩溃则越等越久，最后放弃，并给出专门的退出码。
 * @needs posix
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const file = new URL('./worker-restart.primary.ts', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'worker-restart-'));
const RELEASE = join(folder, 'broken'); // While it is there, starts crash.

const primary = fork(file, {
  env: { ...process.env, RELEASE },
  stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
});
const exit = once(primary, 'exit');
const lines = createInterface(primary.stdout!)[Symbol.asyncIterator]();

/** Prints the primary's lines up to this one. */
async function until(end: RegExp): Promise<void> {
  for (;;) {
    const { value, done } = await lines.next();
    if (done) throw new Error(`it never said ${end}`);
    console.log(value);
    if (end.test(value)) return;
  }
}

// #region scenario
await until(/1 is steady/);
primary.send('throw'); // A bug.
await until(/2 is steady/);
primary.send('exit 0'); // process.exit() in some library.
await until(/3 is steady/);
primary.send('SIGKILL'); // The kernel, when memory is short.
await until(/4 is steady/);
primary.send('smaller'); // Scaled down.
await until(/4 ended/);

writeFileSync(RELEASE, ''); // From now on each crashes while it loads.
primary.send('larger');
await until(/^stopping/);
const [code] = await exit;
console.log(`exit code ${code}`);
// #endregion scenario

rmSync(folder, { recursive: true });
assert.equal(code, 70);
