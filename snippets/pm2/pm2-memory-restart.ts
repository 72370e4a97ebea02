/**
 * Lets an app outgrow max_memory_restart, and restarts another by the clock
 * with cron_restart.
 *
 * @zh 让一个应用超出 max_memory_restart；另一个用 cron_restart 按时钟重启。
 * @uses pm2-start
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isolate } from './pm2-start.isolated.ts';

const { home, pm2, quiet } = isolate({
  PM2_WORKER_INTERVAL: '500', // How often PM2 looks; else 30 s.
});

// #region log
const log = (): string => readFileSync(join(home, 'pm2.log'), 'utf8');
async function until(text: string): Promise<string> {
  for (;;) {
    const line = log()
      .split('\n')
      .find((line) => line.includes(text));
    if (line) return line.replace(/^.*?PM2 (log|error): /, '');
    await sleep(50);
  }
}
// #endregion log

// #region memory
const file = 'pm2-memory-restart.app.ts';
const node = ['--interpreter', 'node'];
const limit = ['--max-memory-restart', '200M', '--listen-timeout', '30000'];
const grow = ['--name', 'grow', '-i', '1', ...limit, '--', '20'];
await pm2('start', file, ...node, ...grow);
const over = await until('exceeds --max-memory-restart');
const bytes = /current_memory=(\d+) max_memory_limit=(\d+)/.exec(over)!;
console.log(`limit: ${(Number(bytes[2]) / 2 ** 20).toFixed(0)} MB`);
console.log(`seen at: ${(Number(bytes[1]) / 2 ** 20).toFixed(0)} MB`);
console.log(await until('-reload- New worker listening'));
await until('[grow:_old_0] exited');
await pm2('delete', 'grow');
// #endregion memory

// #region cron
// Six fields: the first one is the second.
const often = ['--cron-restart', '* * * * * *'];
const daily = ['start', file, ...node, '--name', 'daily', ...often];
console.log(`$ pm2 ${daily.join(' ')}`);
await quiet(...daily, '--', '0');
console.log((await until('Registering a cron job')).replace(/ on: .*/, ''));
// By PM2's word: a busy machine may restart it before it has said one.
const starts = () => log().match(/App \[daily:\d+\] starting/g)?.length ?? 0;
while (starts() < 2) await sleep(50);
console.log('started again, and nothing had failed');
// #endregion cron

assert.equal(Number(bytes[2]), 200 * 2 ** 20, 'M is 1024 * 1024');
assert.ok(Number(bytes[1]) > Number(bytes[2]), 'it is a look, not a limit');
