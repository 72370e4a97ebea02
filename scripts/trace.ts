// npm run trace -- [options] <file or command> [arguments]: runs a program of the reader's own under the probe, and shows what it did as one page.
import { readFileSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import open from 'open';
import writeFileAtomic from 'write-file-atomic';
import { tracePage } from '../site/.vitepress/trace/page.ts';
import { isExecutable, onPath } from './catalog/needs.ts';
import { root } from './checkout/paths.ts';
import { runProgram } from './live/program.ts';
import { describeMachine } from './nodes/machine.ts';
import { exitCode } from './running/run.ts';
import { terminalLanguage } from './terminal/language.ts';
import { main, UserError } from './terminal/messages.ts';
import { writeTrace } from './timeline/files.ts';

const usage = `npm run trace -- [--out page.html] [--json trace.json] [--no-open] <file or command> [what it gets]

Runs a program of your own, and all of Node that it starts, under the probe, and opens one page with its timeline, output and lanes.
Ctrl-C ends the program as it would without us; a second Ctrl-C ends it at once. Exits as the program did.

  --out      where the page goes, instead of .cache/traces/
  --json     also writes the trace, for Perfetto
  --no-open  only says where the page is`;

const options = {
  out: { type: 'string' },
  json: { type: 'string' },
  'no-open': { type: 'boolean', default: false },
} as const;

const [ours, theirs] = split(process.argv.slice(2));

await main(
  async () => {
    const { values } = parseArgs({ args: ours, options });
    const [first, ...args] = theirs;
    if (first === undefined) throw new UserError(`Which program? Use: ${usage.split('\n')[0]}`, 2);
    // npm starts commands in the folder of package.json, and says where it was typed.
    const cwd = process.env.INIT_CWD ?? process.cwd();
    const [json, out] = [values.json, values.out].map((path) => path && writable(cwd, path));
    const [program, ...before] = programOf(cwd, first);
    const name = basename(first);
    const run = await runProgram([program, ...before, ...args], name, cwd);
    const page = await tracePage({
      run,
      name,
      command: [...(before.length > 0 ? ['node'] : []), first, ...args].join(' '),
      machine: await describeMachine(process.execPath),
      language: terminalLanguage(),
    });
    const path = out ?? (await ownPlace(name));
    await writeFileAtomic(path, page);
    if (json) await writeFileAtomic(json, writeTrace(run.trace));
    const { leftBehind } = run.end;
    if (leftBehind > 0) process.stderr.write(`\n${leftBehind} left running; ended now.\n`);
    process.stderr.write(`\n${path}\n${json ? `${json}\n` : ''}`);
    if (!values['no-open'] && process.stderr.isTTY) await show(path);
    return exitCode(run.end);
  },
  usage,
  ours,
);

/** Our options stand before the program; what comes after its name is its own. */
function split(all: readonly string[]): [ours: string[], theirs: string[]] {
  const { tokens } = parseArgs({
    args: [...all],
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const program = tokens.find(({ kind }) => kind === 'positional');
  const at = program?.index ?? all.length;
  return [all.slice(0, at).filter((word) => word !== '--'), all.slice(at)];
}

/**
 * What runs when somebody names it: Node for a file of its own, else the file or command itself.
 *
 * @throws UserError where it is neither a file nor a command.
 */
function programOf(cwd: string, name: string): [program: string, ...before: string[]] {
  const file = resolve(cwd, name);
  const isFile = statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
  if (isFile && (isForNode(file) || !isExecutable(file))) return [process.execPath, file];
  if (isFile && name !== basename(name)) return [file];
  if (onPath(name)) return [name];
  throw new UserError(`There is no file and no command "${name}": give the path of a program.`, 2);
}

/** By its name, or by its first line. */
function isForNode(file: string): boolean {
  return /\.[cm]?[jt]s$/.test(file) || /^#!.*\bnode\b/.test(readFileSync(file, 'latin1'));
}

/** A path that can be written once the program has ended: better said before it runs. */
function writable(cwd: string, path: string): string {
  const whole = resolve(cwd, path);
  if (!statSync(dirname(whole), { throwIfNoEntry: false })?.isDirectory())
    throw new UserError(`There is no folder ${dirname(whole)}: make it first.`, 2);
  if (statSync(whole, { throwIfNoEntry: false })?.isDirectory())
    throw new UserError(`${whole} is a folder: name a file in it.`, 2);
  return whole;
}

async function ownPlace(name: string): Promise<string> {
  const folder = join(root, '.cache/traces');
  await mkdir(folder, { recursive: true });
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(/\D/g, '');
  return join(folder, `${name.replaceAll(/[^\w.-]+/g, '_')}-${stamp}.html`);
}

/** In the browser that the person uses; where there is none, the path above has to do. */
async function show(path: string): Promise<void> {
  const browser = await open(pathToFileURL(path).href).catch(() => undefined);
  browser?.on('error', () => {});
}
