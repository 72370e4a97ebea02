/**
 * Gives spawn() its options one by one (cwd, env, stdio, timeout, shell) and prints
 * what the child sees of each.
 *
 * @zh 逐个给 spawn() 加上选项（cwd、env、stdio、timeout、shell），打印子进程从中看到了什么。
 */
import assert from 'node:assert/strict';
import { spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';

const folder = await realpath(await mkdtemp(join(tmpdir(), 'options-')));

/** Runs a line of JavaScript in a child and returns what it prints. */
async function run(line: string, options: SpawnOptions): Promise<string> {
  const child = spawn(process.execPath, ['-e', line], options);
  const output = child.stdout ? text(child.stdout) : '';
  const [code, signal] = await once(child, 'close');
  const end = signal ?? (code === 0 ? '' : `code ${code}`);
  return ((await output) + end).trim();
}

// #region cwd-env
const where = await run('console.log(process.cwd())', { cwd: folder });
console.log('cwd:', where === folder ? 'the temporary folder' : where);

process.env.SECRET = 'of the parent';
const look = 'console.log(process.env.LEVEL, process.env.SECRET)';
console.log('env by default: ', await run(look, {}));
const added = { env: { ...process.env, LEVEL: 'debug' } };
console.log('env with one more:', await run(look, added));
// What you give replaces everything, PATH and HOME too.
const only = { env: { LEVEL: 'debug', NOTHING: undefined } };
console.log('env of one:     ', await run(look, only));
// #endregion cwd-env

// #region missing
// The folder is missing, and the message blames the program.
const gone = { cwd: join(folder, 'gone') };
const problem = await run('', gone).catch((error: Error) => error.message);
console.log('no such cwd:', problem.replace(process.execPath, 'node'));
// #endregion missing

// #region stdio
const log = await open(join(folder, 'out.log'), 'w');
const three = spawn(
  process.execPath,
  ['-e', 'console.log("to the log"); fs.writeSync(3, "to fd 3")'],
  // No input; output to an open file; errors to ours; one more pipe.
  { stdio: ['ignore', log.fd, 'inherit', 'pipe'] },
);
const extra = text(three.stdio[3] as NodeJS.ReadableStream);
await once(three, 'close');
await log.close(); // The child had a descriptor of its own.
const logged = (await readFile(join(folder, 'out.log'), 'utf8')).trim();
console.log(`stdout is ${three.stdout}, the file has "${logged}"`);
console.log(`the fourth pipe has "${await extra}"`);
// #endregion stdio

// #region timeout
const forever = 'setInterval(() => {}, 1000)';
// Time: the lesson. It would not end by itself, however long it takes.
const stopped = await run(forever, { timeout: 300 });
console.log('timeout:', stopped);
// Time: the same.
const killed = await run(forever, { timeout: 300, killSignal: 'SIGKILL' });
console.log('timeout and killSignal:', killed);
// #endregion timeout

// #region shell
const shell = spawn('echo $0 has $LEVEL', { shell: true, ...added });
const said = (await text(shell.stdout)).trim();
console.log(
  'shell:',
  said.replace(/^\S+/, (path) => basename(path)),
);
// #endregion shell

await rm(folder, { recursive: true });
assert.equal(await extra, 'to fd 3');
assert.match(problem, /ENOENT/);
assert.deepEqual([stopped, killed], ['SIGTERM', 'SIGKILL']);
