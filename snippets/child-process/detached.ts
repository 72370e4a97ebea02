/**
 * Lets a command start a daemon and end: detached, its own log, no reference; and shows
 * what each missing piece does.
 *
 * @zh 让一条命令启动守护进程后自己结束：detached、自己的日志、unref；再看每少一样会怎样。
 */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('./detached.launcher.ts', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'detached-'));

/** Alive is who still writes to its log. */
async function grows(log: string): Promise<boolean> {
  const before = (await stat(log)).size;
  while ((await stat(log)).size === before) await sleep(10);
  return true;
}

// #region launch
interface Launched {
  launcher: ChildProcess;
  exited: Promise<unknown>;
  closed: Promise<unknown>;
  daemon: number;
  log: string;
}
/** Runs the command; its first line is the pid of its daemon. */
async function launch(way: string): Promise<Launched> {
  const log = join(folder, `${way.replaceAll(' ', '-')}.log`);
  const launcher = spawn(process.execPath, [
    ...process.execArgv,
    file,
    way,
    log,
  ]);
  const exited = once(launcher, 'exit');
  const closed = once(launcher, 'close');
  const [line] = await once(launcher.stdout, 'data');
  return { launcher, exited, closed, daemon: Number(line), log };
}

/** Has it ended by itself, is its pipe free, and does its daemon live on? */
async function look({ launcher, closed, daemon, log }: Launched) {
  const waits = launcher.exitCode === null;
  const pipe = launcher.stdout!.closed ? 'free' : 'held';
  const logs = existsSync(log) && (await grows(log));
  process.kill(daemon, 'SIGTERM'); // Ours to end: nobody else will.
  launcher.kill();
  await closed;
  const command = waits ? 'waits for it' : 'ends';
  const last = logs ? 'it logs' : 'no log';
  return `the command ${command}, the pipe is ${pipe}, ${last}`;
}
// #endregion launch

const ways = ['all three', 'no unref', 'inherited output', 'no log'];
const launched = await Promise.all(ways.map(launch));
const [good, , inherited, noLog] = launched as [Launched, ...Launched[]];
// Who waits for a daemon has had as long as these to end.
await Promise.all([good.closed, inherited!.exited, noLog!.closed]);
const found = await Promise.all(launched.map(look));
ways.forEach((way, i) => console.log(`${way}:\n  ${found[i]}`));

await rm(folder, { recursive: true });
assert.deepEqual(found, [
  'the command ends, the pipe is free, it logs',
  'the command waits for it, the pipe is held, it logs',
  'the command ends, the pipe is held, no log',
  'the command ends, the pipe is free, no log',
]);
