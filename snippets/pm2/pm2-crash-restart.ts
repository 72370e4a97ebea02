/**
 * Lets a program crash for ever under three settings: PM2 gives up, waits
 * longer each time, or never gives up at all.
 *
 * @zh 让一个程序在三种设置下不停崩溃：PM2 或者放弃，或者一次比一次等得久，或者永远不放弃。
 * @uses pm2-start
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isolate } from './pm2-start.isolated.ts';

const { home, cwd, neat, pm2, quiet } = isolate();

// #region log
/** The daemon's own log, without times and without what came before. */
let seen = 0;
const lines = (): string[] =>
  readFileSync(join(home, 'pm2.log'), 'utf8')
    .split('\n')
    .slice(seen)
    .map((line) => neat(line.replace(/^.*?PM2 (log|error): /, '')));
async function until(text: string, times: number): Promise<string[]> {
  let found: string[];
  do {
    await sleep(50);
    found = lines().filter((line) => line.includes(text));
  } while (found.length < times);
  return found;
}
const script = join(cwd, 'pm2-crash-restart.app.ts');
/** Starts it from an ecosystem file with these settings. */
async function start(name: string, limits: object): Promise<void> {
  const file = join(home, `${name}.config.cjs`);
  const app = { name, script, interpreter: 'node', ...limits };
  writeFileSync(file, `module.exports = ${JSON.stringify({ apps: [app] })}`);
  console.log(`$ pm2 start ${name}.config.cjs`);
  for (const [key, value] of Object.entries(limits))
    console.log(`  ${key}: ${value}`);
  await quiet('start', file);
}
interface Listed {
  pm2_env: { status: string };
}
async function status(): Promise<string> {
  const stdout = await quiet('jlist');
  return (JSON.parse(stdout) as Listed[])[0]!.pm2_env.status;
}
// #endregion log

// #region errored
await start('a', { max_restarts: 3, min_uptime: 10_000 });
const [over] = await until('too many unstable restarts', 1);
const exits = lines().filter((line) => line.includes('exited with code'));
for (const line of [...exits, over!]) console.log('pm2.log:', line);
await pm2('ls');
await pm2('delete', 'a');
// #endregion errored

// #region backoff
seen += lines().length;
await start('b', { exp_backoff_restart_delay: 100 });
const waits = (await until('will restart in', 4)).slice(0, 4);
const delays = waits.map((line) => parseInt(line.split('restart in ')[1]!));
for (const line of waits) console.log('pm2.log:', line);
while ((await status()) !== 'waiting restart') await sleep(10);
console.log('status meanwhile: waiting restart');
await pm2('delete', 'b');
// #endregion backoff

// #region never
// Three ends within 3 * 100 ms count as unstable. With a wait of 200 ms
// between them there are never three: PM2 has stopped counting.
seen += lines().length;
await start('c', { max_restarts: 3, min_uptime: 100, restart_delay: 200 });
await until('exited with code', 6);
const gaveUp = lines().some((line) => line.includes('too many'));
console.log('crashed 6 times, given up:', gaveUp);
// #endregion never

assert.equal(exits.length, 3);
assert.deepEqual(delays, [100, 150, 225, 337]);
assert.equal(gaveUp, false);
