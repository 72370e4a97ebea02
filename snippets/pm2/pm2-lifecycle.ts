/**
 * Takes an app through its life with the commands of every day: start, list,
 * stop, restart, reload, reset, logs, delete.
 *
 * @zh 用日常命令走完一个应用的一生：start、list、stop、restart、reload、reset、logs、delete。
 * @uses pm2-start
 */
import assert from 'node:assert/strict';
import { isolate } from './pm2-start.isolated.ts';

const { pm2, quiet } = isolate({
  PM2_CONCURRENT_ACTIONS: '1', // Their lines keep one order.
});

interface Listed {
  pid: number;
  pm2_env: { status: string; restart_time: number };
}
/** What a program reads instead of the table. */
async function list(): Promise<Listed[]> {
  const stdout = await quiet('jlist');
  return JSON.parse(stdout) as Listed[];
}

// #region up
const file = 'pm2-lifecycle.app.ts';
const options = ['--interpreter', 'node', '--name', 'api', '-i', '2'];
await pm2('start', file, ...options);
const first = await list();
// #endregion up

// #region stop
await pm2('stop', 'api');
const stopped = await list();
await pm2('start', 'api'); // By its name: PM2 still knows the rest.
// #endregion stop

// #region again
await pm2('restart', 'api');
await pm2('reload', 'api');
const reloaded = await list();
await pm2('reset', 'api'); // The counters, not the processes.
// #endregion again

// #region logs
await pm2('logs', 'api', '--nostream', '--lines', '2', '--raw');
// #endregion logs

// #region delete
await pm2('delete', '0'); // One of them, by its id: ended, forgotten.
await pm2('delete', 'api'); // All of that name.
const deleted = await list();
// #endregion delete

assert.equal(first.length, 2);
assert.deepEqual(
  stopped.map(({ pid, pm2_env }) => [pid, pm2_env.status]),
  [
    [0, 'stopped'],
    [0, 'stopped'],
  ],
  'a stopped app keeps its place',
);
// A start of what was stopped is no restart; restart and reload are.
assert.deepEqual(
  reloaded.map(({ pm2_env }) => pm2_env.restart_time),
  [2, 2],
);
assert.deepEqual(deleted, []);
