/**
 * Presses Ctrl-C while a synchronous call waits for a tool that does not end
 * at once: without a SIGINT listener in its caller, with one, and with turns of
 * the event loop for it.
 *
 * @zh 同步调用正在等一个不会马上结束的工具时按下 Ctrl-C：调用者没有 SIGINT 监听器、有监听器、以及再让事件循环转两圈。
 * @uses ctrl-c
 * @needs python3, sh, posix
 */
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { Screen, terminal } from './ctrl-c.terminal.ts';

const file = fileURLToPath(new URL('./ctrl-c-sync.caller.ts', import.meta.url));
const caller = [process.execPath, ...process.execArgv, file];

// #region press
/** What comes after the first words about Ctrl-C. */
const later = (line: string): boolean => /^\w/.test(line) && !/tidy/.test(line);

/** What the terminal shows, and in which order. */
async function press(way: string): Promise<string[]> {
  // A shell that goes on after Ctrl-C, as the one that you type into.
  const line = 'trap : INT; "$@"; echo "shell: code $?"; exec sleep 60';
  const shell = terminal(['sh', '-c', line, 'sh', ...caller, way]);
  const screen = new Screen(shell);
  await screen.shows('tool: ready');
  screen.type('\x03');
  await screen.shows('tool: tidying up');
  const waits = way !== 'no listener';
  if (!waits) await screen.shows('shell: code'); // The caller is gone.
  screen.type('\n');
  await screen.shows('tool: done');
  await screen.shows('shell: code');
  shell.kill(); // The terminal closes, and the rest of it ends.
  // The terminal shows the key as well, before whatever comes first.
  const lines = screen.text.replace('^C', '').split(/\s*\n/);
  return lines.slice(lines.indexOf('tool: ready') + 1).filter(later);
}
const ways = [
  'no listener',
  'a listener',
  'a listener, and two turns of the loop',
];
const seen = await Promise.all(ways.map(press));
// #endregion press

ways.forEach((way, i) => console.log(`${way}:\n  ${seen[i]!.join('\n  ')}`));
const order = seen.map((lines) => lines.map((line) => line.split(':')[0]));
assert.deepEqual(order, [
  ['shell', 'tool'], // Nobody waits for it any more.
  ['tool', 'caller', 'shell'], // The listener never ran.
  ['tool', 'caller', 'caller', 'shell'],
]);
