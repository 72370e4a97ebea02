/**
 * Lets a command start a daemon and end: detached, its own log, no reference; and shows
 * what each missing piece does.
 *
 * @zh 让一条命令启动守护进程后自己结束：detached、自己的日志、unref；再看每少一样会怎样。
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
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
  for (let i = 0; i < 300; i++) {
    if ((await stat(log)).size > before) return true;
    await sleep(10);
  }
  return false;
}

// #region launch
/** Runs the command; does it end by itself, and does its daemon live on? */
async function launch(way: string): Promise<string> {
  const log = join(folder, `${way.replaceAll(' ', '-')}.log`);
  const launcher = spawn(process.execPath, [
    ...process.execArgv,
    file,
    way,
    log,
  ]);
  const closed = once(launcher, 'close').then(() => 'the pipe is free');
  const exited = once(launcher, 'exit').then(() => 'the command ends');
  const [line] = await once(launcher.stdout, 'data');
  const daemon = Number(line);

  const waits = sleep(1000, 'the command waits for it');
  const ended = await Promise.race([exited, waits]);
  const pipe = await Promise.race([closed, sleep(300, 'the pipe is held')]);
  const logs = existsSync(log) && (await grows(log));
  process.kill(daemon, 'SIGTERM'); // Ours to end: nobody else will.
  launcher.kill();
  await closed;
  return [ended, pipe, logs ? 'it logs' : 'no log'].join(', ');
}
// #endregion launch

const ways = ['all three', 'no unref', 'inherited output', 'no log'];
const found = await Promise.all(ways.map(launch));
ways.forEach((way, i) => console.log(`${way}:\n  ${found[i]}`));

await rm(folder, { recursive: true });
assert.deepEqual(found, [
  'the command ends, the pipe is free, it logs',
  'the command waits for it, the pipe is held, it logs',
  'the command ends, the pipe is held, no log',
  'the command ends, the pipe is free, no log',
]);
