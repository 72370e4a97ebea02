/**
 * Asks PM2 about an app in four ways: the table, describe, the environment,
 * and JSON for programs.
 *
 * @zh 用四种方式向 PM2 查询一个应用：表格、describe、环境变量，以及给程序用的 JSON。
 * @uses pm2-start
 */
import assert from 'node:assert/strict';
import { isolate } from './pm2-start.isolated.ts';

const { pm2, quiet } = isolate({ SECRET: 'swordfish' });

const file = 'pm2-inspect.app.ts';
const options = ['--interpreter', 'node', '--name', 'api', '-i', '1'];
await quiet('start', file, ...options);

// #region table
await pm2('ls');
const pid = await quiet('pid');
console.log(`$ pm2 pid\npid ${pid.trim()}`);
// #endregion table

// #region describe
async function only(pattern: RegExp, ...args: string[]): Promise<string[]> {
  console.log(`$ pm2 ${args.join(' ')}`);
  const stdout = await quiet(...args);
  return stdout.split('\n').filter((line) => pattern.test(line));
}
const facts = /status|name |restarts|exec mode|node\.js|watch|unstable/;
for (const line of await only(facts, 'describe', 'api')) console.log(line);
// #endregion describe

// #region env
const secrets = await only(/SECRET|NODE_APP_INSTANCE|exec_mode/, 'env', '0');
for (const line of secrets) console.log(line);
// #endregion env

// #region json
interface Listed {
  name: string;
  pm_id: number;
  monit: { memory: number; cpu: number };
  pm2_env: { status: string; exec_mode: string; restart_time: number };
}
const stdout = await quiet('jlist');
const [app] = JSON.parse(stdout) as [Listed];
const { status, exec_mode, restart_time } = app.pm2_env;
console.log('$ pm2 jlist');
console.log({ id: app.pm_id, name: app.name, status, exec_mode, restart_time });
// #endregion json

assert.ok(secrets.some((line) => line.includes('swordfish')));
assert.ok(app.monit.memory > 0);
