/**
 * Starts a program under PM2, kills it, and sees the daemon start it again
 * although the command that started it has long ended.
 *
 * @zh 用 PM2 启动一个程序再杀掉它：启动它的命令早已退出，守护进程把它又拉了起来。
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isolate } from './pm2-start.isolated.ts';

const { home, pm2 } = isolate();

// #region start
const file = 'pm2-start.app.ts';
await pm2('start', file, '--interpreter', 'node', '--name', 'jobs');
console.log('in PM2_HOME:', readdirSync(home).join(' '));

const daemon = readFileSync(join(home, 'pm2.pid'), 'utf8');
const output = join(home, 'logs', 'jobs-out.log');
const lives = () => readFileSync(output, 'utf8').trim().split('\n');
while (!readFileSync(output, 'utf8')) await sleep(20);
console.log('daemon: pid', daemon);
console.log(lives()[0]);
// #endregion start

// #region kill
const [, pid, parent] = /pid (\d+), parent pid (\d+)/.exec(lives()[0]!)!;
process.kill(Number(pid), 'SIGKILL');
while (lives().length < 2) await sleep(20);
console.log('after SIGKILL:', lives()[1]);
await pm2('ls');
// #endregion kill

// #region end
await pm2('kill');
const [, last] = /pid (\d+)/.exec(lives()[1]!)!;
const log = (): string => readFileSync(join(home, 'pm2.log'), 'utf8');
// The command does not wait for the daemon's last words.
while (!log().includes('successfully stopped')) await sleep(20);
for (const line of log().trim().split('\n').slice(-3))
  console.log('pm2.log:', line.replace(/^.*PM2 log: /, ''));
// #endregion end

assert.equal(parent, daemon, 'the daemon is the parent, not the command');
assert.notEqual(last, pid);
