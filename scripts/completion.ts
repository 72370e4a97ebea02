// npm run completion <shell>: what makes that shell complete the commands of this repository behind npm.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import tabtab, { type CompletionItem } from '@pnpm/tabtab';
import { diagramIds } from '../diagrams/index.ts';
import { snippetFiles, topics } from './catalog/catalog.ts';
import { root } from './checkout/paths.ts';
import { exerciseIds } from './exercises/catalog.ts';
import { readProofs } from './proofs/catalog.ts';
import { main, UserError } from './terminal/messages.ts';

const usage = `npm run completion <shell>

Prints what lets Tab complete commands of this repository, their ids and options, behind npm, in one terminal:

  eval "$(npm run -s completion bash)"      the same with zsh
  npm run -s completion fish | source`;

/** What the shells' functions call this file with, before the words of the line. */
const asked = 'completion-server';

const snippetIds = (): string[] => [...snippetFiles().keys()];

/** What the arguments of commands name. */
const names: Record<string, { of: () => string[]; one?: boolean }> = {
  snippet: { of: () => [...snippetIds(), ...topics()], one: true },
  record: { of: snippetIds },
  soak: { of: snippetIds },
  matrix: { of: snippetIds },
  prove: { of: () => [...readProofs().map(({ id }) => id), ...topics()] },
  exercise: { of: exerciseIds, one: true },
  diagram: { of: diagramIds, one: true },
};

const scripts = (
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  }
).scripts;

await main(
  async () => {
    if (process.argv[2] === asked) return complete(process.argv.slice(4));
    const [shell, ...more] = parseArgs({ allowPositionals: true }).positionals;
    if (more.length > 0 || (shell !== 'bash' && shell !== 'zsh' && shell !== 'fish'))
      throw new UserError('Name your shell, bash, zsh or fish: npm run -s completion bash', 2);
    console.log(shell === 'fish' ? forFish() : await forOthers(shell));
    return 0;
  },
  usage,
  process.argv.slice(2, 3),
);

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** How a shell starts this file, from whatever folder. */
function completer(): string {
  const register = pathToFileURL(join(root, 'scripts/register.mjs')).href;
  return [process.execPath, '--import', register, join(root, 'scripts/completion.ts')]
    .map(quoted)
    .join(' ');
}

function forOthers(shell: 'bash' | 'zsh'): Promise<string> {
  return tabtab.getCompletionScript({ name: 'npm', completer: completer(), shell });
}

/** A line of our own: the library's has fish evaluate what somebody is still typing. What fish knows of npm stays beside it. */
function forFish(): string {
  const line = `(env SHELL=fish COMP_CWORD=(count (commandline -opc)) ${completer()} ${asked} -- (commandline -opc) (commandline -ct))`;
  return `complete -c npm -f -a ${quoted(line)}`;
}

/**
 * Prints what may stand at the cursor.
 *
 * @param words - Those of the line, `npm` first.
 */
function complete(words: readonly string[]): number {
  const shell = tabtab.getShellFromEnv(process.env);
  const { COMP_CWORD: at = '0', COMP_LINE: line = '', COMP_POINT: point } = process.env;
  const before = words.slice(0, Number(at));
  const own = isHere() && ofCommand(before, words[Number(at)] ?? '');
  // The library looks at the last word of the line, wherever the cursor is.
  process.env.COMP_LINE = line.slice(0, Number(point));
  tabtab.log(own || (shell === 'fish' ? [] : ofNpm(words, line)), shell);
  return 0;
}

/** Whether npm would run the scripts of this repository: the terminal may have gone elsewhere. */
function isHere(): boolean {
  const path = relative(root, process.cwd());
  return !isAbsolute(path) && path.split(sep)[0] !== '..';
}

/** @returns undefined where the line is not about a command of ours. */
function ofCommand(before: readonly string[], typed: string): CompletionItem[] | undefined {
  const end = before.indexOf('--');
  const [, run, name = '', ...given] = before.filter(
    (word, index) => !word.startsWith('-') || (end !== -1 && index > end),
  );
  const file = /^node .*\/register\.mjs (scripts\/.+\.ts)$/.exec(scripts[name] ?? '')?.[1];
  if ((run !== 'run' && run !== 'run-script') || !file) return undefined;
  if (typed.startsWith('-')) {
    const options = optionsOf(file).filter((option) => !given.includes(option.name));
    // npm takes for its own what begins with a dash before this.
    return end === -1 && options.length > 0 ? [{ name: '--' }] : options;
  }
  const { of, one = false } = names[name] ?? { of: () => [] };
  if (one && given.some((word) => !word.startsWith('-'))) return [];
  return of()
    .filter((id) => !given.includes(id))
    .map((id) => ({ name: id }));
}

/** The options that a command's usage names, with what it says of them where each has a line. */
function optionsOf(file: string): CompletionItem[] {
  const told = /const usage = `([^`]*)`/.exec(readFileSync(join(root, file), 'utf8'))?.[1] ?? '';
  return [...new Set(told.match(/--[a-z-]+/g))].map((name) => ({
    name,
    description: new RegExp(`^  ${name} +(.+)`, 'm').exec(told)?.[1] ?? '',
  }));
}

/** What npm's own completion says. */
function ofNpm(words: readonly string[], line: string): CompletionItem[] {
  const { stdout } = spawnSync('npm', ['completion', '--', ...words], {
    env: { ...process.env, COMP_LINE: line },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return (stdout ?? '')
    .split('\n')
    .filter(Boolean)
    .map((name) => ({ name }));
}
