/**
 * Reads an app's own metrics from PM2, and calls one of its actions from the
 * command line.
 *
 * @zh 从 PM2 读取应用自定义的指标，再从命令行触发它的一个 action。
 * @uses pm2-start
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isolate } from './pm2-start.isolated.ts';

const run = promisify(execFile);
const { env, cli, neat, quiet } = isolate();

// #region read
type Metrics = Record<string, { value: string | number }>;
interface Listed {
  pm2_env: { axm_monitor: Metrics };
}
async function metrics(): Promise<Metrics> {
  const stdout = await quiet('jlist');
  return (JSON.parse(stdout) as [Listed])[0].pm2_env.axm_monitor;
}

const file = 'pm2-metrics.app.ts';
const options = ['--interpreter', 'node', '--name', 'jobs'];
await quiet('start', file, ...options);
let now: Metrics = {};
while (!now['Heap Size'] || !Number(now['jobs done']?.value))
  now = await metrics();
const mine = ['queue depth', 'jobs done', 'jobs per second', 'job time, mean'];
console.log('our own:', mine.filter((name) => name in now).join(', '));
const given = ['Heap Size', 'Heap Usage', 'Used Heap Size'];
console.log('PM2 adds:', given.filter((name) => name in now).join(', '));
console.log('queue depth:', now['queue depth']?.value);
// #endregion read

// #region trigger
// `pm2 trigger` never ends if the app's answer overtakes the daemon's: it
// does not know yet how many answers to wait for. So a limit, and again.
const trigger = [cli, 'trigger', 'jobs', 'pause'];
const attempt = (timeout: number) =>
  run(process.execPath, trigger, { env, timeout }); // Time: as said above.
console.log('$ pm2 trigger jobs pause');
console.log(neat((await attempt(5_000).catch(() => attempt(30_000))).stdout));
while (Number((await metrics())['queue depth']?.value) !== 0) await sleep(50);
console.log('queue depth after pause: 0');
// #endregion trigger

assert.equal(Number(now['queue depth']?.value), 7);
