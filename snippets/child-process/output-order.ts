/**
 * Lets a program write to stdout and stderr in turn, and looks what is left of
 * the order by where the two streams lead.
 *
 * @zh 让一个程序轮流写 stdout 和 stderr，看两路各通向哪里时，先后顺序还剩多少。
 * @needs sh
 */
import assert from 'node:assert/strict';
import { spawnSync, type StdioOptions } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'order-'));
process.on('exit', () => rmSync(folder, { recursive: true }));

// #region ways
const line = 'for i in 1 2 3; do echo "out $i"; echo "err $i" >&2; done';

/** Two pipes: each has its own order, and nobody notes a common one. */
function pipes(): string {
  const { stdout, stderr } = spawnSync('sh', ['-c', line]);
  return `${stdout}${stderr}`;
}
/** One pipe for both, made by a shell. */
function onePipe(): string {
  return String(spawnSync('sh', ['-c', `{ ${line}; } 2>&1`]).stdout);
}
/** A file, by these descriptors. */
function file(name: string, ...flags: string[]): string {
  const path = join(folder, name);
  const open = flags.map((flag) => openSync(path, flag));
  const stdio: StdioOptions = ['ignore', open[0], open.at(-1)];
  spawnSync('sh', ['-c', line], { stdio });
  open.forEach((descriptor) => closeSync(descriptor)); // The child has its own.
  return readFileSync(path, 'utf8');
}
const seen: Record<string, string> = {
  'two pipes': pipes(),
  'one pipe, 2>&1': onePipe(),
  'a file, one descriptor': file('one', 'w'),
  'a file, opened twice': file('two', 'w', 'w'),
  'a file, opened twice to append': file('append', 'a', 'a'),
};
// #endregion ways

for (const [way, text] of Object.entries(seen)) {
  console.log(`${way}:\n  ${text.trim().replaceAll('\n', ', ')}`);
}
const inTurn = 'out 1\nerr 1\nout 2\nerr 2\nout 3\nerr 3\n';
assert.deepEqual(
  Object.values(seen).map((text) => text === inTurn),
  [false, true, true, false, true],
);
assert.ok(!seen['a file, opened twice']!.includes('out')); // Written over.
