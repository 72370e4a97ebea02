/**
 * Feeds the same hostile inputs to a harmless command in ten ways, and prints which of
 * the ways let a second command run.
 *
 * @zh 把同样的恶意输入用十种写法交给一条无害的命令，打印哪些写法会让第二条命令跑起来。
 * @needs sh
 */
import assert from 'node:assert/strict';
import { exec, execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const folder = await mkdtemp(join(tmpdir(), 'injection-'));
await writeFile(join(folder, 'notes.txt'), 'b\na\n');
const proof = join(folder, 'PROOF'); // It is there if somebody made it.

// #region inputs
// The task: sort a file that the client names. "> PROOF" stands for
// anything that you would not like to run.
const inputs: Record<string, string> = {
  semicolon: 'notes.txt; echo > PROOF',
  'new line': 'notes.txt\necho > PROOF',
  substitution: '$(echo > PROOF)',
  quotes: `'"; echo > PROOF; "'`,
  option: '--output=PROOF',
};
// #endregion inputs

// #region helpers
const run = (line: string, env = {}): Promise<void> =>
  new Promise((done) => {
    const options = { cwd: folder, env: { ...process.env, ...env } };
    exec(line, options, () => done()).stdin!.end();
  });
const runFile = (args: string[], shell = false): Promise<void> =>
  new Promise((done) => {
    const options = { cwd: folder, shell };
    execFile('sort', args, options, () => done()).stdin!.end();
  });
const blocked = (input: string): boolean => /[;&|]/.test(input);
const named = (input: string): boolean => /^\w[\w.]*$/.test(input);
const quoted = (input: string): string =>
  `'${input.replaceAll("'", String.raw`'\''`)}'`;
// #endregion helpers

// #region ways
const ways: Record<string, (input: string) => Promise<void> | void> = {
  'exec(`sort ${input}`)': (input) => run(`sort ${input}`),
  'path.basename(input)': (input) => run(`sort ${basename(input)}`),
  'without ; & |': (input) =>
    blocked(input) ? undefined : run(`sort ${input}`),
  '"${input}"': (input) => run(`sort "${input}"`),
  "'${escaped}'": (input) => run(`sort ${quoted(input)}`),
  'execFile, shell: true': (input) => runFile([input], true),
  'execFile(sort, [input])': (input) => runFile([input]),
  'execFile(sort, [--, input])': (input) => runFile(['--', input]),
  'sort -- "$INPUT"': (input) => run('sort -- "$INPUT"', { INPUT: input }),
  'names by a list of letters': (input) =>
    named(input) ? run(`sort ${input}`) : undefined,
};
// #endregion ways

// #region try
// Node warns of arguments together with a shell; the lesson is below.
process.removeAllListeners('warning');
const holds: string[] = [];
for (const [way, start] of Object.entries(ways)) {
  const through: string[] = [];
  for (const [name, input] of Object.entries(inputs)) {
    await start(input);
    if (existsSync(proof)) through.push(name);
    rmSync(proof, { force: true });
  }
  if (through.length === 0) holds.push(way);
  console.log(`${way}\n  ${through.join(', ') || 'holds'}`);
}
// #endregion try

await rm(folder, { recursive: true });
assert.deepEqual(holds, [
  'execFile(sort, [--, input])',
  'sort -- "$INPUT"',
  'names by a list of letters',
]);
