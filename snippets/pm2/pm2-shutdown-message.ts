/**
 * Asks an app to end by a message instead of a signal, and finds one command
 * that still sends the signal.
 *
 * @zh 用消息代替信号请应用退出，并找出哪条命令发的仍然是信号。
 * @uses pm2-start
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isolate } from './pm2-start.isolated.ts';

const { home, pm2, quiet } = isolate();

// #region asked
const seen: Record<string, string> = {};
async function asked(command: string, name: string): Promise<void> {
  await quiet('flush');
  await pm2(command, name);
  const log = join(home, 'logs', `${name}-out-0.log`);
  const read = (): string => readFileSync(log, 'utf8').trim();
  while (!read()) await sleep(20); // The daemon writes it when it gets it.
  seen[command] = read();
  console.log(`${command}: ${seen[command]}`);
}

const file = 'pm2-shutdown-message.app.ts';
const options = ['--interpreter', 'node', '--name', 'api', '-i', '1'];
await pm2('start', file, ...options, '--shutdown-with-message');
await asked('restart', 'api');
await asked('reload', 'api');
await asked('stop', 'api');
// #endregion asked

assert.deepEqual(seen, {
  restart: 'asked to end by the message "shutdown"',
  reload: 'asked to end by SIGINT',
  stop: 'asked to end by the message "shutdown"',
});
