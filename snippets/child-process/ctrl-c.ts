/**
 * Presses Ctrl-C in a real terminal where a wrapper and its child run, and
 * counts how often the child is told.
 *
 * @zh 在真实的终端里跑着包装命令和它的子进程，按下 Ctrl-C，数一数子进程收到几次。
 * @needs python3, posix
 */
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { Screen, terminal } from './ctrl-c.terminal.ts';

const file = fileURLToPath(new URL('./ctrl-c.wrapper.ts', import.meta.url));

// #region press
/** Presses Ctrl-C once; how many SIGINT does the child count? */
async function count(group: string, way: string): Promise<number> {
  const command = [process.execPath, ...process.execArgv, file, group, way];
  const screen = new Screen(terminal(command));
  await screen.shows('ready');
  screen.type('\x03'); // What the key sends; the terminal makes it a signal.
  await screen.shows('done');
  screen.type('\n');
  await screen.ends();
  return Number(/in all: (\d)/.exec(screen.text)?.[1]);
}
const counts = await Promise.all([
  count('of the wrapper', 'leaves it alone'),
  count('of the wrapper', 'passes it on'),
  count('of its own', 'leaves it alone'),
  count('of its own', 'passes it on'),
]);
// #endregion press

console.log('SIGINT in a child, after one Ctrl-C:');
console.log('in the group of the wrapper, which leaves it alone:', counts[0]);
console.log('in the group of the wrapper, which passes it on:', counts[1]);
console.log('in a group of its own, the wrapper leaves it alone:', counts[2]);
console.log('in a group of its own, the wrapper passes it on:', counts[3]);
assert.deepEqual(counts, [1, 2, 0, 1]);
