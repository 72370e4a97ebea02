/**
 * Ends a program with a worker in six ways, and looks at what it left: coverage, CPU profiles and the last line of its log.
 *
 * @zh 用六种方式结束一个带 worker 的程序，看它留下了什么：覆盖率、CPU profile 和日志的最后一行。
 * @needs posix
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(
  new URL('./what-is-written.main.ts', import.meta.url),
);
const folder = mkdtempSync(join(tmpdir(), 'written-'));

// #region end
const files = (path: string): string[] =>
  existsSync(path) ? readdirSync(path) : [];

/** Runs the program until it is ready, has it end so, and says how many files it wrote. */
async function end(how: string, signal?: NodeJS.Signals): Promise<string> {
  const out = mkdtempSync(join(folder, 'run-'));
  const [coverage, profiles] = [join(out, 'coverage'), join(out, 'profiles')];
  const log = join(out, 'log');
  const child = spawn(
    process.execPath,
    ['--cpu-prof', `--cpu-prof-dir=${profiles}`, main, log, how],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: { ...process.env, NODE_V8_COVERAGE: coverage },
    },
  );
  const ended = once(child, 'exit');
  await once(child, 'message');
  if (signal) child.kill(signal);
  else child.send('end');
  await ended;

  const covered = files(coverage)
    .map((name) => readFileSync(join(coverage, name), 'utf8'))
    .filter((text) => /what-is-written\.(main|worker)/.test(text));
  // CPU.<date>.<time>.<pid>.<thread>.<number>.cpuprofile; thread 0 is the main one.
  const threads = new Set(files(profiles).map((name) => name.split('.')[4]));
  const last = readFileSync(log, 'utf8').endsWith('the last line\n');
  return [
    covered.length === 2 ? 'both' : 'none',
    threads.has('0') && threads.size > 1 ? 'both' : 'none',
    last ? 'there' : 'lost',
  ].join('      ');
}
// #endregion end

// #region show
const ways: [string, NodeJS.Signals?][] = [
  ['ends by itself'],
  ['process.exit()'],
  ['uncaught error'],
  ['SIGTERM, handled', 'SIGTERM'],
  ['SIGTERM', 'SIGTERM'],
  ['SIGKILL', 'SIGKILL'],
];
console.log('                  coverage  profile   log');
const seen: Record<string, string> = {};
for (const [how, signal] of ways) {
  seen[how] = await end(how, signal);
  console.log(how.padEnd(17), seen[how]);
}
// #endregion show

rmSync(folder, { recursive: true });
assert.match(seen['ends by itself']!, /^both +both +there$/);
assert.match(seen['process.exit()']!, /^both +both +lost$/);
assert.match(seen['uncaught error']!, /^both +both +lost$/);
assert.match(seen['SIGTERM, handled']!, /^both +both +there$/);
for (const how of ['SIGTERM', 'SIGKILL'])
  assert.match(seen[how]!, /^none +none +lost$/);
