/**
 * Starts a copy of itself with flags and its own environment, and prints what each
 * learns from the process object.
 *
 * @zh 带着参数和单独的环境变量再启动一份自己，打印双方从 process 对象上能知道什么。
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

// #region flags
// argv: the Node binary, this file, then what was typed.
const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  allowPositionals: true,
  options: { verbose: { type: 'boolean' }, retries: { type: 'string' } },
});
// #endregion flags

if (process.env.ROLE !== 'copy') {
  // #region parent
  const mb = (bytes: number): string => (bytes / 1e6).toFixed(1);
  const { rss, heapUsed, external } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const { maxRSS } = process.resourceUsage();
  console.log(`pid ${process.pid}, started by ppid ${process.ppid}`);
  console.log(`on: ${process.platform}, ${process.arch}`);
  console.log(`uptime: ${(process.uptime() * 1e3).toFixed(0)} ms`);
  console.log(`resident memory: ${mb(rss)} MB`);
  console.log(`heap in use: ${mb(heapUsed)} MB`);
  console.log(`outside the heap: ${mb(external)} MB`);
  console.log(`most ever resident: ${mb(maxRSS * 1024)} MB`);
  console.log(`cpu in our code: ${(user / 1e3).toFixed(0)} ms`);
  console.log(`cpu in the system: ${(system / 1e3).toFixed(0)} ms`);
  // #endregion parent

  // #region copy
  const file = fileURLToPath(import.meta.url);
  const flags = ['--verbose', '--retries', '3', 'a b.txt', '$HOME'];
  const args = [...process.execArgv, file, ...flags];
  const child = spawn(process.execPath, args, {
    cwd: '..',
    env: { ...process.env, ROLE: 'copy', COUNT: String(1), EMPTY: '' },
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  // #endregion copy
  assert.equal(code, 0, 'the copy found what it expected');
} else {
  // #region learned
  console.log('copy: options', { ...values });
  console.log('copy: positionals', positionals);
  console.log('copy: COUNT is a', typeof process.env.COUNT);
  process.env.NOTHING = undefined; // A mistake: all values are strings.
  console.log('copy: NOTHING is', JSON.stringify(process.env.NOTHING));
  delete process.env.NOTHING;
  console.log('copy: after delete', process.env.NOTHING);
  // #endregion learned
  assert.deepEqual({ ...values }, { verbose: true, retries: '3' });
  assert.deepEqual(positionals, ['a b.txt', '$HOME'], 'no shell in between');
}
