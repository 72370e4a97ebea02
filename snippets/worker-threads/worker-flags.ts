/**
 * Starts a process with a V8 flag and a preloaded module, and shows which of them its workers get, by their `execArgv`.
 *
 * @zh 启动一个带 V8 参数和预加载模块的进程，看它的 worker 各得到什么，取决于 `execArgv` 怎么给。
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const beside = (name: string): URL =>
  new URL(`./worker-flags.${name}.ts`, import.meta.url);

// #region start
const { stdout } = await promisify(execFile)(process.execPath, [
  '--expose-gc',
  '--import',
  beside('preload').href,
  fileURLToPath(beside('main')),
]);
process.stdout.write(stdout);
// #endregion start

const [, first, none, own, refused, without] = stdout.split('\n');
assert.match(first!, /preloaded +gc\(\)$/);
assert.match(none!, /- +gc\(\)$/, 'an empty list: the preload is gone');
assert.match(own!, /- +gc\(\)$/, 'so it is with any list');
assert.match(refused!, /ERR_WORKER_INVALID_EXEC_ARGV$/);
assert.match(without!, /preloaded +gc\(\)$/);
