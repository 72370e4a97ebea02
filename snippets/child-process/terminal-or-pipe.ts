/**
 * Runs one tool behind a pipe and in a terminal, with and without the
 * variables for colours, and shows the bytes that it wrote.
 *
 * @zh 同一个工具，放在管道后面和终端里各跑几次，带或不带管颜色的变量，看它写出的字节。
 * @uses ctrl-c
 * @needs python3, posix
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { terminal } from './ctrl-c.terminal.ts';

const tool = fileURLToPath(
  new URL('./terminal-or-pipe.tool.ts', import.meta.url),
);
const [node, ...args] = [process.execPath, ...process.execArgv, tool];

// #region run
type Where = 'pipe' | 'terminal';
/** What arrives on the tool's stdout, and of its stderr. */
async function run(where: Where, set: NodeJS.ProcessEnv): Promise<string> {
  const env: NodeJS.ProcessEnv = { ...process.env, TERM: 'xterm', ...set };
  for (const name of ['FORCE_COLOR', 'NO_COLOR', 'CI']) {
    if (!(name in set)) delete env[name];
  }
  const child =
    where === 'terminal'
      ? terminal([node!, ...args], env)
      : spawn(node!, args, { env });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.resume();
  await once(child, 'close');
  return JSON.stringify(stdout).replaceAll('\\u001b', 'ESC');
}
const seen: Record<string, string> = {
  'a pipe': await run('pipe', {}),
  'a pipe, FORCE_COLOR=1': await run('pipe', { FORCE_COLOR: '1' }),
  'a terminal': await run('terminal', {}),
  'a terminal, NO_COLOR=1': await run('terminal', { NO_COLOR: '1' }),
  'a terminal, TERM=dumb': await run('terminal', { TERM: 'dumb' }),
};
// #endregion run

for (const [where, bytes] of Object.entries(seen)) {
  const short = bytes.length > 60 ? `…${bytes.slice(-58)}` : bytes;
  console.log(`${where}:\n  ${short}`);
}
assert.ok(seen['a pipe']!.endsWith('#\\n"'));
assert.ok(seen['a pipe, FORCE_COLOR=1']!.includes('ESC[32m'));
// Both streams on one screen, and every new line with a return before it.
assert.ok(seen['a terminal']!.endsWith('\\r\\nconverted\\r\\n"'));
assert.ok(!seen['a terminal, NO_COLOR=1']!.includes('ESC'));
assert.ok(!seen['a terminal, TERM=dumb']!.includes('ESC'));
