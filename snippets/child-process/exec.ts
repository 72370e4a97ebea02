/**
 * Lets a shell do what shells do (pipe, redirect, pattern, variable), chooses the shell,
 * and judges the result by its exit code, not by stderr.
 *
 * @zh 让 shell 做 shell 的事：管道、重定向、通配符、变量；选用哪个 shell；判断成败看退出码，不看 stderr。
 * @needs sh, posix
 */
import assert from 'node:assert/strict';
import {
  exec,
  type ExecException,
  type ExecOptionsWithStringEncoding,
} from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Result {
  error: ExecException | null;
  stdout: string;
  stderr: string;
}
type Options = Pick<ExecOptionsWithStringEncoding, 'env' | 'shell'>;

const folder = await mkdtemp(join(tmpdir(), 'exec-'));
for (const name of ['a.txt', 'b.txt', 'c.log']) {
  await writeFile(join(folder, name), `${name}\n`);
}

/** The callback comes once, at the end, with all of the output. */
const run = (line: string, options: Options = {}): Promise<Result> =>
  new Promise((resolve) => {
    exec(line, { cwd: folder, ...options }, (error, stdout, stderr) =>
      resolve({ error, stdout, stderr }),
    );
  });

// #region shell
const lines = [
  'cat *.txt | wc -l', // a pattern and a pipe
  'echo "$GREETING, $(cat a.txt)"', // a variable and another command
  'echo kept > d.txt && cat d.txt', // a redirection, and one after it
];
for (const line of lines) {
  const env = { ...process.env, GREETING: 'hello' };
  const { stdout } = await run(line, { env });
  console.log(`${line}\n  ${stdout.trim()}`);
}
// #endregion shell

// #region choose
// Any program that takes `-c line`. Here one that only shows it.
const mine = join(folder, 'my-shell');
await writeFile(mine, '#!/bin/sh\nprintf "<%s> " "$@"\n');
await chmod(mine, 0o755);
console.log('a shell gets:', (await run('ls *.txt', { shell: mine })).stdout);
// #endregion choose

// #region stderr
const chatty = await run('echo done; echo "3 warnings" >&2');
console.log('stderr:', chatty.stderr.trim());
console.log('  and failed:', chatty.error !== null);
const silent = await run('exit 7');
console.log('code:', silent.error?.code, 'stderr:', silent.stderr.length);
console.log('  and failed:', silent.error !== null);
// #endregion stderr

// #region grep
/** The lines with a word; none is an answer, too. */
async function grep(word: string, file: string): Promise<string[]> {
  const env = { ...process.env, WORD: word, FILE: file };
  const line = 'grep -e "$WORD" -- "$FILE"';
  const { error, stdout, stderr } = await run(line, { env });
  if (error && error.code !== 1) throw new Error(stderr.trim());
  return stdout.split('\n').filter(Boolean);
}
console.log('found:', (await grep('b', 'b.txt')).join());
console.log('not found:', (await grep('q', 'b.txt')).length);
const problem = await grep('x', 'z.txt').catch(({ message }) => message);
console.log('failed:', problem);
// #endregion grep

// #region lost
// Only the last command of a line decides, and of a pipe too.
const middle = await run('false; true');
const piped = await run('cat no-such-file | wc -l');
console.log('false; true has failed:', middle.error !== null);
console.log('cat no-such-file | wc -l has failed:', piped.error !== null);
const strict = await run('set -e; false; true');
console.log('set -e; false; true has failed:', strict.error !== null);
// #endregion lost

await rm(folder, { recursive: true });
assert.equal(chatty.error, null);
assert.equal(silent.error?.code, 7);
assert.deepEqual(
  [middle.error, piped.error, strict.error?.code],
  [null, null, 1],
);
