/**
 * Kills parents and looks at their children: some live on as orphans, some notice and
 * end; then makes a zombie, and looks at who buries it.
 *
 * @zh 杀掉父进程，看它们的子进程：有的成了孤儿继续跑，有的察觉后自己结束；再造一个僵尸进程，看由谁来收尸。
 * @needs sh
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
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
/** Kills a parent without a warning; what does its child do? */
async function orphan(way: string): Promise<string> {
  const parent = spawn(node, [...process.execArgv, file, way], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(parent, 'exit');
  const [line] = await once(parent.stdout, 'data');
  const child = Number(line);
  parent.kill('SIGKILL'); // No handler of it can run.
  await exited;
  for (let i = 0; i < 8 && !ended(child); i++) await sleep(250);
  if (ended(child)) return 'ends by itself';
  process.kill(child, 'SIGKILL');
  return 'lives on';
}
const ways = ['plain', 'watching stdin', 'watching the channel'];
const found = await Promise.all(ways.map(orphan));
ways.forEach((way, i) => console.log(`a child, ${way}: ${found[i]}`));
// #endregion orphan

// #region zombie
const short = spawn('true');
const collected = once(short, 'exit');
// This thread is busy, so Node cannot ask for the exit code yet.
const end = performance.now() + 200;
while (performance.now() < end);
const before = state(short.pid!);
await collected; // The event loop turns: waitpid() was called.
const after = state(short.pid!);
console.log(`while we are busy: ${before}, after 'exit': ${after}`);
// #endregion zombie

// #region adopt
// A shell starts a child and becomes another program, which did not
// ask for that child and will never collect it.
const careless = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 5']);
const [pid] = (await once(careless.stdout, 'data')).map(Number);
await sleep(400);
const left = state(pid!);
careless.kill();
await once(careless, 'exit');
console.log(`the child of a program that does not collect: ${left}`);
// #endregion adopt

assert.deepEqual(found, ['lives on', 'ends by itself', 'ends by itself']);
assert.deepEqual([before, after, left], ['Z', 'gone', 'Z']);
