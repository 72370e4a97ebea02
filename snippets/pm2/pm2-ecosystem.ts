/**
 * Starts two apps from one ecosystem file, for production, and finds out
 * which changes of the environment reach a running app.
 *
 * @zh 用一个 ecosystem 文件以生产环境启动两个应用，再看环境变量的改动怎样才能到达正在运行的应用。
 * @uses pm2-start
 */
import assert from 'node:assert/strict';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isolate } from './pm2-start.isolated.ts';

const own = isolate({
  PORT: '0',
  PM2_CONCURRENT_ACTIONS: '1', // One at a time.
});
const { home, env, cwd, pm2 } = own;

// #region config
const file = 'pm2-ecosystem.config.cjs';
console.log(`$ cat ${file}`);
console.log(readFileSync(join(cwd, file), 'utf8').trim());
// #endregion config

// #region production
// A copy, as a deployment would make one: its logs belong to it.
const folder = join(home, 'app');
const ours = (path: string) => path === cwd || path.includes('pm2-ecosystem');
cpSync(cwd, folder, { recursive: true, filter: ours });
own.cwd = folder;
await pm2('start', file, '--env', 'production');
const api = readFileSync(join(home, 'logs', 'api-out.log'), 'utf8');
console.log(api.replaceAll(/^\S+: /gm, '').trim()); // Without the dates.
// #endregion production

// #region said
/** What the background worker wrote at its start number `count`. */
async function said(count: number): Promise<string> {
  const log = join(folder, 'logs', 'jobs.out.log');
  for (;;) {
    const lines = readFileSync(log, 'utf8').split('\n');
    if (lines.length > count) return lines[count - 1]!.replace(/^\S+: /, '');
    await sleep(20);
  }
}
// #endregion said

// #region environment
const lives = [await said(1)];
Object.assign(env, { FEATURE: 'on' }); // As if exported in the shell.
await pm2('restart', 'jobs');
lives.push(await said(2));
await pm2('restart', 'jobs', '--update-env');
lives.push(await said(3));
await pm2('restart', file, '--only', 'jobs'); // No --env this time.
lives.push(await said(4));
console.log('the four lives of jobs:');
for (const line of lives) console.log(' ', line);
// #endregion environment

assert.deepEqual(lives, [
  'jobs: production, queue mail, feature undefined',
  'jobs: production, queue mail, feature undefined',
  'jobs: production, queue mail, feature on',
  'jobs: development, queue mail-test, feature on',
]);
