/**
 * Calls fork() in a program that is its own executable: a stand-in for a
 * packaged one, which gives every argument to the program inside.
 *
 * @zh 在一个自身就是可执行文件的程序里调用 fork()：用一个替身代表打包后的程序，它把所有参数都交给里面的程序。
 * @needs sh, posix
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('./packaged-fork.app.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'packaged-'));
process.on('exit', () => rmSync(folder, { recursive: true }));

// #region package
// It always runs what is inside; a file that it is given is an argument.
const app = join(folder, 'app');
const inside = [process.execPath, ...process.execArgv, main];
const quoted = inside.map((word) => `'${word}'`).join(' ');
writeFileSync(app, `#!/bin/sh\nexec ${quoted} "$@"\n`, { mode: 0o755 });
// #endregion package

// #region run
const seen: Record<string, string> = {};
for (const way of ['as before', 'guarded', 'with Node']) {
  const { stdout } = spawnSync(app, [way], {
    env: { ...process.env, APP: app },
    encoding: 'utf8',
  });
  seen[way] = stdout;
  console.log(`${way}:\n${stdout.trimEnd()}`);
}
// #endregion run

const starts = (text: string): number =>
  text.split('the app starts').length - 1;
assert.deepEqual(Object.values(seen).map(starts), [3, 1, 1]);
assert.match(seen.guarded!, /the work of the child/);
assert.match(seen['with Node']!, /the work of the child/);
