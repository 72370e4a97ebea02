/**
 * Follows what two instances print into PM2's log files: one file for both,
 * dates before the lines, and a rotation by hand.
 *
 * @zh 看两个实例的输出怎样进入 PM2 的日志文件：合并成一个文件、行首加日期、手动轮转一次。
 * @uses pm2-start
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isolate } from './pm2-start.isolated.ts';

const { home, pm2, quiet } = isolate({
  PM2_CONCURRENT_ACTIONS: '1', // One instance after the other.
});

const logs = join(home, 'logs');
const has = (name: string): boolean => existsSync(join(logs, name));
const read = (name: string): string =>
  has(name) ? readFileSync(join(logs, name), 'utf8') : '';
async function until(name: string, count: number): Promise<void> {
  while (read(name).split('\n').length <= count) await sleep(20);
}

// #region merged
const file = 'pm2-logs.app.ts';
const options = ['--interpreter', 'node', '--name', 'api', '-i', '1'];
const output = ['-o', join(logs, 'out.log'), '-e', join(logs, 'err.log')];
const format = ['--merge-logs', '--log-date-format', 'YYYY-MM-DD HH:mm:ss'];
const start = ['start', file, ...options, ...output, ...format];
await quiet(...start);
await until('err.log', 1);
await quiet('scale', 'api', '2');
await until('err.log', 2);
console.log('files:', readdirSync(logs).sort().join(' '));
await pm2('logs', 'api', '--nostream', '--lines', '5', '--raw');
await pm2('logs', 'api', '--nostream', '--lines', '1', '--raw', '--err');
// #endregion merged

// #region rotate
/** Has each instance write a line. */
async function tell(): Promise<void> {
  const signal = ['sendSignal', 'SIGUSR2', 'api'];
  await quiet(...signal);
}
// What logrotate does: rename the file, then have it opened anew.
renameSync(join(logs, 'out.log'), join(logs, 'out.log.1'));
await tell();
await until('out.log.1', 4);
console.log('after the rename, lines in out.log.1: 4');
await pm2('reloadLogs');
while (!has('out.log')) await sleep(20);
await tell();
while (!read('out.log').includes('instance 1 writes')) await sleep(20);
const after = read('out.log');
console.log('after reloadLogs, there is a new out.log again');
// #endregion rotate

// #region flush
await pm2('flush');
console.log('bytes in out.log after flush:', read('out.log').length);
// #endregion flush

assert.match(after, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d: /m);
assert.equal(read('out.log.1').trim().split('\n').length, 4);
