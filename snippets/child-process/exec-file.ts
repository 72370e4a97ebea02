/**
 * Runs programs without a shell: arguments stay whole, a shell's line is no program, a
 * script needs its mode and its first line, and git gets a folder and a name of its own.
 *
 * @zh 不经 shell 直接跑程序：参数不会被拆开，一行 shell 命令不是程序，脚本要有执行权限和首行，git 则有自己的目录和署名。
 * @needs sh, git, posix
 */
import assert from 'node:assert/strict';
import { execFile as execFileWithCallback } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execFile = promisify(execFileWithCallback);
const folder = await mkdtemp(join(tmpdir(), 'exec-file-'));

/** What a failed start is told by. */
const problem = ({ code, message }: NodeJS.ErrnoException): string =>
  `${code}: ${message.replace(folder, '…').split('\n')[0]}`;

// #region whole
const show = ['%s\n', 'two words', '*', '$HOME', 'a; b', "it's"];
const { stdout: shown } = await execFile('printf', show);
console.log(shown.trimEnd());

// A line for a shell is the name of a program that does not exist.
const line = await execFile('echo hello').catch(problem);
console.log(line);
// #endregion whole

// #region script
const script = join(folder, 'report');
await writeFile(script, '#!/bin/sh\necho "report on $1"\n');
const start = async (): Promise<string> => {
  const run = execFile(script, ['one thing']);
  return run.then(({ stdout }) => stdout.trim(), problem);
};
const before = await start();
console.log('not executable:', before);
await chmod(script, 0o755);
console.log('executable:', await start());

await writeFile(script, '#!/usr/bin/no-such-thing\n');
console.log('interpreter missing:', await start());
await writeFile(script, '#!/bin/sh\r\necho "report on $1"\r\n');
const windows = await start();
console.log('saved with Windows line ends:', windows);
// #endregion script

// #region git
const who = { NAME: 'A Robot', EMAIL: 'robot@example.org', DATE: '@0 +0000' };
const env: NodeJS.ProcessEnv = {
  ...process.env, // git needs PATH and HOME.
  GIT_CONFIG_GLOBAL: '/dev/null', // Nobody's settings but these.
  GIT_CONFIG_SYSTEM: '/dev/null',
  LC_ALL: 'C', // Messages in English.
  GIT_TERMINAL_PROMPT: '0', // Fail instead of asking for a password.
};
for (const [key, value] of Object.entries(who)) {
  env[`GIT_AUTHOR_${key}`] = env[`GIT_COMMITTER_${key}`] = value;
}
/** windowsHide: no console window pops up from a service on Windows. */
const git = async (...args: string[]): Promise<string> => {
  const options = { cwd: folder, env, windowsHide: true };
  return (await execFile('git', args, options)).stdout.trim();
};
await git('init', '--quiet', '--initial-branch=main');
await git('add', '.');
await git('commit', '--quiet', '--message', 'It\'s "done"; rm -rf *');
const log = await git('log', '--format=%an <%ae> %s');
console.log(log);
const failed = await git('checkout', 'no-such-branch').catch(
  ({ code, stderr }) => `git ended with ${code}: ${stderr.trim()}`,
);
console.log(failed);
// #endregion git

await rm(folder, { recursive: true });
assert.equal(shown, show.slice(1).join('\n') + '\n');
assert.match(String(line), /^ENOENT/);
assert.match(before, /^EACCES/);
assert.match(windows, /^ENOENT/);
assert.equal(log, 'A Robot <robot@example.org> It\'s "done"; rm -rf *');
assert.match(String(failed), /^git ended with 1: /);
