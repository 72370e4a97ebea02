/**
 * Saves the list of apps, ends the daemon, and brings all of them back; then
 * looks at what the saved file holds and at the unit that starts it at boot.
 *
 * @zh 保存应用列表、结束守护进程，再全部恢复；看看保存的文件里有什么，以及开机启动它的 systemd 单元。
 * @needs posix
 * @uses pm2-start
 */
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isolate } from './pm2-start.isolated.ts';

const { home, pm2, quiet } = isolate({ SECRET: 'swordfish' });

// #region save
const file = 'pm2-save.app.ts';
const options = ['--interpreter', 'node', '--name', 'api', '-i', '2'];
await pm2('start', file, ...options);
await pm2('save');
await quiet('kill');
await pm2('resurrect');
// #endregion save

// #region dump
const dump = join(home, 'dump.pm2');
const apps = JSON.parse(readFileSync(dump, 'utf8')) as { SECRET?: string }[];
const mode = (statSync(dump).mode & 0o777).toString(8);
console.log('dump.pm2: mode', mode, '- SECRET:', apps[0]?.SECRET);
// #endregion dump

// #region unit
// `pm2 startup` fills this in. As root it would install it, too.
const unit = new URL(
  'lib/templates/init-scripts/systemd.tpl',
  import.meta.resolve('pm2/package.json'),
);
console.log(readFileSync(unit, 'utf8').trim());
// #endregion unit

assert.equal(apps.length, 2);
assert.equal(apps[0]?.SECRET, 'swordfish');
