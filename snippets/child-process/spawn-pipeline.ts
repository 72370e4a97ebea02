/**
 * Connects three programs as a shell would, minds each exit code, and shows a pipeline
 * that hangs and a consumer that has enough.
 *
 * @zh 像 shell 那样把三个程序接起来，看每一个的退出码；再看一条卡住的管道，和一个“够了”的下游。
 * @needs sh, posix
 */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

const lines = ['WARN disk', 'ERROR db', 'INFO up', 'ERROR net', 'ERROR db'];

/** How a child ended; an exit code is judged by who knows the program. */
async function end(child: ChildProcess): Promise<number | string> {
  const [code, signal] = await once(child, 'close');
  return signal ?? code;
}

// #region pipeline
/** grep … | sort | uniq -c, through this process. */
async function count(word: string): Promise<string> {
  const grep = spawn('grep', [word]);
  const sort = spawn('sort');
  const uniq = spawn('uniq', ['-c']);
  const ends = Promise.all([grep, sort, uniq].map(end));
  const output = text(uniq.stdout);
  // pipeline() passes backpressure on, and ends what it wrote to.
  await Promise.all([
    pipeline([lines.join('\n') + '\n'], grep.stdin),
    pipeline(grep.stdout, sort.stdin),
    pipeline(sort.stdout, uniq.stdin),
  ]);
  const [found, ...others] = await ends;
  // grep says 1 for "nothing found", and only from 2 on "error".
  if (found !== 0 && found !== 1) throw new Error(`grep: ${found}`);
  if (others.some((code) => code !== 0)) throw new Error(`${others}`);
  return `grep ended with ${found}\n${await output}`.trimEnd();
}
console.log(await count('ERROR'));
console.log(await count('FATAL'));
// #endregion pipeline

// #region shell
// The same by a shell: the kernel connects them, and only the result
// comes here. The line is fixed; what varies is a parameter.
const line = 'grep -e "$1" | sort | uniq -c';
const shell = spawn('sh', ['-c', line, 'sh', 'ERROR']);
shell.stdin.end(lines.join('\n') + '\n');
const byShell = await text(shell.stdout);
console.log(`by a shell:\n${byShell.trimEnd()}`);
// #endregion shell

// #region hangs
const first = spawn('sort'); // No file named: it waits for its input.
const ended = end(first);
const second = spawn('sort');
second.stdin.end();
await end(second); // Started later, and done; the first one is not.
const state = first.exitCode === null ? 'still waiting' : 'ended';
console.log('sort without input:', state);
first.stdin.end();
console.log('after stdin.end():', await ended);
// #endregion hangs

// #region enough
const yes = spawn('yes');
const head = spawn('head', ['-n', '1']);
const yesEnd = end(yes);
const headEnd = end(head);
const rest = text(head.stdout);
// It fails when head is gone, and that is no failure of ours.
const broken = await pipeline(yes.stdout, head.stdin).then(
  () => 'no error',
  (error: NodeJS.ErrnoException) => error.code,
);
console.log(`head got ${JSON.stringify(await rest)}: ${await headEnd}`);
console.log('pipeline():', broken === 'no error' ? broken : 'an error');
// By SIGPIPE, or by an error of its own: that is up to the system.
console.log('yes ended well:', (await yesEnd) === 0);
// #endregion enough

assert.match(byShell, /2 ERROR db\n +1 ERROR net/);
assert.equal(state, 'still waiting');
assert.notEqual(await yesEnd, 0);
assert.notEqual(broken, 'no error');
