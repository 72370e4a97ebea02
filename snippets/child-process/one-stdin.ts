/**
 * Gives three lines to a parent that wants the first and leaves the rest to
 * its child: who gets what, by how the parent reads.
 *
 * @zh 给父进程三行输入，它只要第一行，其余留给子进程：看父进程怎么读，各自拿到什么。
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('./one-stdin.parent.ts', import.meta.url));

// #region ask
async function ask(way: string): Promise<string> {
  const args = [...process.execArgv, file, way];
  const parent = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  parent.stdin.end('one\ntwo\nthree\n');
  let said = '';
  parent.stdout.setEncoding('utf8').on('data', (text) => (said += text));
  await once(parent, 'close');
  console.log(`${way}:\n${said.trimEnd()}`);
  return said;
}
const byLine = await ask('readline');
const byByte = await ask('byte by byte');
const passed = await ask('passes it on');
// #endregion ask

assert.doesNotMatch(byLine, /the child/); // Its lines are in our buffer.
assert.match(byByte, /the child: two\s+the child: three/);
assert.match(passed, /the child: two\s+the child: three/);
