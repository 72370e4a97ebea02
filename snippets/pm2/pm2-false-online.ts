/**
 * Starts an ES module that throws at once, under four settings: PM2 calls two
 * of them online, for ever.
 *
 * @zh 用四种设置启动一个一加载就抛错的 ES 模块：其中两个，PM2 会一直说它 online。
 * @uses pm2-start
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isolate } from './pm2-start.isolated.ts';

const { home, cwd, pm2, quiet } = isolate({
  PM2_CONCURRENT_ACTIONS: '1', // In the order of the file.
});

// #region four
const common = {
  script: join(cwd, 'pm2-false-online.app.ts'),
  interpreter: 'node',
  max_restarts: 2,
  min_uptime: 10_000,
};
const strict = { node_args: '--unhandled-rejections=strict' };
const apps = [
  { ...common, name: '1-cluster', exec_mode: 'cluster', instances: 1 },
  { ...common, name: '2-fork' },
  { ...common, name: '3-fork, no pmx', pmx: false },
  { ...common, name: '4-fork, strict', ...strict },
];
const file = join(home, 'four.config.cjs');
writeFileSync(file, `module.exports = ${JSON.stringify({ apps })}`);
await quiet('start', file);
// #endregion four

// #region status
interface Listed {
  pm2_env: { status: string };
}
async function statuses(): Promise<string[]> {
  const stdout = await quiet('jlist');
  const list = JSON.parse(stdout) as Listed[];
  return list.map(({ pm2_env }) => pm2_env.status);
}
while ((await statuses()).slice(2).some((status) => status !== 'errored'))
  await sleep(50);
// The other two have failed as well: it stands in their logs.
const logs = join(home, 'logs');
const failed = (name: string): boolean =>
  readdirSync(logs)
    .filter((file) => file.startsWith(`${name}-error`))
    .some((file) =>
      readFileSync(join(logs, file), 'utf8').includes('no database'),
    );
while (!failed('1-cluster') || !failed('2-fork')) await sleep(20);
await pm2('ls');
// #endregion status

assert.deepEqual(await statuses(), ['online', 'online', 'errored', 'errored']);
