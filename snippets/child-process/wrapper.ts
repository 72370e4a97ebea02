/**
 * Puts two wrappers around programs that end in every way, and asks what their
 * caller can still tell: the usual three lines, and one that owes nothing.
 *
 * @zh 给以各种方式结束的程序各套上两种包装命令，看调用者还能看出什么：一种是常见的三行写法，一种什么都不欠。
 * @needs sh, posix
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const node = [process.execPath, ...process.execArgv];
const wrappers = ['naive', 'run'].map((name) =>
  fileURLToPath(new URL(`./wrapper.${name}.ts`, import.meta.url)),
);

// #region ends
const ends: Record<string, string[]> = {
  'exit 0': ['sh', '-c', 'exit 0'],
  'exit 7': ['sh', '-c', 'exit 7'],
  'ended by SIGTERM': ['sh', '-c', 'kill -TERM $$'],
  'ended by SIGKILL': ['sh', '-c', 'kill -KILL $$'],
  'ended by SIGPIPE': ['sh', '-c', 'kill -PIPE $$'],
  'no such program': ['no-such-program'],
};

/** How a wrapper around this program ends, for whoever started it. */
async function told(wrapper: string, program: string[]): Promise<string> {
  const child = spawn(node[0]!, [...node.slice(1), wrapper, ...program], {
    stdio: ['ignore', 'ignore', 'ignore'], // No terminal in sight.
  });
  const [code, signal] = await once(child, 'exit');
  return signal ?? `exit ${code}`;
}
const table: string[][] = [];
for (const [end, program] of Object.entries(ends)) {
  const row = wrappers.map((wrapper) => told(wrapper, program));
  table.push([end, ...(await Promise.all(row))]);
}
// #endregion ends

// #region signal
/** Sends SIGTERM to a wrapper alone: what becomes of its program? */
async function sigterm(wrapper: string): Promise<string> {
  const [program, ...args] = [...node, wrapper];
  const line = 'trap "echo heard; exit 3" TERM; echo ready; read line';
  const child = spawn(program!, [...args, 'sh', '-c', line], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (said += text));
  await once(child.stdout, 'data');
  const exited = once(child, 'exit');
  const closed = once(child, 'close'); // When its program has gone, too.
  child.kill('SIGTERM');
  const [code, signal] = await exited;
  child.stdin.end(); // A program that did not hear ends now.
  await closed;
  const heard = said.includes('heard') ? 'heard' : 'not heard';
  return `${heard}, ${signal ?? `exit ${code}`}`;
}
const both = await Promise.all(wrappers.map(sigterm));
table.push(['SIGTERM for it', ...both]);
// #endregion signal

const print = (row: string[]): void =>
  console.log(
    row
      .map((cell) => cell.padEnd(20))
      .join('')
      .trimEnd(),
  );
print(['the program', 'three lines', 'wrapper']);
table.forEach(print);

assert.deepEqual(
  table.slice(2, 5).map(([, naive]) => naive),
  [
    'exit 0', // process.exit(null)
    'exit 0',
    'exit 0',
  ],
);
assert.deepEqual(
  table.slice(2, 5).map(([, , run]) => run),
  ['SIGTERM', 'SIGKILL', 'SIGPIPE'],
);
assert.deepEqual(both, ['not heard, SIGTERM', 'heard, exit 3']);
