/**
 * Kills parents and looks at their children: some live on as orphans, some notice and
 * end; then makes a zombie, and looks at who buries it.
 *
 * @zh 杀掉父进程，看它们的子进程：有的成了孤儿继续跑，有的察觉后自己结束；再造一个僵尸进程，看由谁来收尸。
 * @needs sh, posix
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('./orphans.parent.ts', import.meta.url));
const node = process.execPath;

/** One letter: S sleeps, R runs, Z is dead and not yet collected. */
function state(pid: number): string {
  const args = ['-o', 'stat=', '-p', String(pid)];
  const { stdout } = spawnSync('ps', args, { encoding: 'utf8' });
  return stdout.trim().charAt(0) || 'gone';
}
const ended = (pid: number): boolean => ['Z', 'gone'].includes(state(pid));

// #region orphan
/** Kills a parent without a warning, and gives its child. */
async function orphan(way: string): Promise<number> {
  const parent = spawn(node, [...process.execArgv, file, way], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(parent, 'exit');
  const [line] = await once(parent.stdout, 'data');
  parent.kill('SIGKILL'); // No handler of it can run.
  await exited;
  return Number(line);
}
const ways = ['plain', 'watching stdin', 'watching the channel'];
const children = await Promise.all(ways.map(orphan));
const [plain, ...watching] = children;
// Those two notice. The first one had as long as they, and lives on.
while (!watching.every(ended)) await sleep(50);
const found = children.map((child) =>
  ended(child) ? 'ends by itself' : 'lives on',
);
ways.forEach((way, i) => console.log(`a child, ${way}: ${found[i]}`));
process.kill(plain!, 'SIGKILL');
// #endregion orphan

// #region zombie
const short = spawn('true');
const collected = once(short, 'exit');
// This thread is busy, so Node cannot ask for the exit code yet.
let before = state(short.pid!);
while (before !== 'Z') before = state(short.pid!);
await collected; // The event loop turns: waitpid() was called.
const after = state(short.pid!);
console.log(`while we are busy: ${before}, after 'exit': ${after}`);
// #endregion zombie

// #region adopt
// A shell starts a child and becomes another program, which did not
// ask for that child and will never collect it.
const careless = spawn('sh', ['-c', 'cat <&3 & echo $!; exec cat'], {
  stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
});
const [pid] = (await once(careless.stdout!, 'data')).map(Number);
careless.stdin!.write('Are you cat by now?');
await once(careless.stdout!, 'data'); // It answers as cat does.
(careless.stdio[3] as Writable).end(); // So its child has read all, and ends.
while (state(pid!) !== 'Z') await sleep(20);
const left = state(pid!);
careless.kill();
await once(careless, 'exit');
console.log(`the child of a program that does not collect: ${left}`);
// #endregion adopt

assert.deepEqual(found, ['lives on', 'ends by itself', 'ends by itself']);
assert.deepEqual([before, after, left], ['Z', 'gone', 'Z']);
