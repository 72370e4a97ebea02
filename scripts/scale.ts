// npm run scale: a tree of many snippets and pages, and what each command takes on it against the real one; outside npm
// test, because it builds thousands of pages.
import { execFileSync, spawn } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { filesOf, findSnippet, hashOf, readCatalog, type Snippet } from './catalog.ts';
import { count, main, UserError } from './messages.ts';
import { root } from './paths.ts';

/** Snippets to copy, of different sizes; none needs a program. */
const patterns = ['simple-worker', 'structured-clone', 'worker-errors', 'transfer-list'];

const commands: [what: string, file: string, ...args: string[]][] = [
  ['list', 'scripts/snippet.ts'],
  ['record, nothing to do', 'scripts/record.ts'],
  ['check', 'scripts/check.ts'],
  ['build', 'node_modules/vitepress/bin/vitepress.js', 'build', 'site'],
  ['build again', 'node_modules/vitepress/bin/vitepress.js', 'build', 'site'],
];

interface Cost {
  seconds: number;
  /** The command's own process at its largest. */
  megabytes: number;
}

await main(async () => {
  const { values } = parseArgs({
    options: {
      snippets: { type: 'string', default: '1000' },
      pages: { type: 'string', default: '200' },
    },
  });
  const [snippets, pages] = [Number(values.snippets), Number(values.pages)];
  if (!(Number.isInteger(snippets) && Number.isInteger(pages) && snippets > 0 && pages > 0))
    throw new UserError('--snippets and --pages take whole numbers above 0.');

  const folder = mkdtempSync(join(tmpdir(), 'scale-'));
  try {
    const real = copyTree(join(folder, 'real'));
    const large = copyTree(join(folder, 'large'));
    const realSnippets = readCatalog(join(real, 'snippets'));
    const realPages = pagesOf(real);
    const shown: string[][] = Array.from({ length: Math.max(1, pages - realPages) }, () => []);
    for (let n = realSnippets.length; n < snippets; n++)
      shown[n % shown.length]!.push(addSnippet(large, pattern(realSnippets, n), n));
    shown.forEach((ids, n) => addPage(large, n, ids));
    console.log(
      `real:  ${count(realSnippets.length, 'snippet')}, ${count(realPages, 'page')}\nlarge: ${count(snippets, 'snippet')}, ${count(pages, 'page')}; every page in two languages\n`,
    );
    const items = { real: realSnippets.length + realPages, large: snippets + pages };
    console.log(
      `${''.padEnd(22)}${'real'.padStart(16)}${'large'.padStart(18)}   per item, large to real`,
    );
    for (const [what, ...command] of commands) {
      const costs = { real: await cost(real, command), large: await cost(large, command) };
      const ratio = costs.large.seconds / items.large / (costs.real.seconds / items.real);
      const cell = ({ seconds, megabytes }: Cost): string =>
        `${seconds.toFixed(1).padStart(8)} s ${megabytes.toFixed(0).padStart(5)} MB`;
      console.log(
        `${what.padEnd(22)}${cell(costs.real)}  ${cell(costs.large)}   ${ratio.toFixed(2)}`,
      );
    }
    return 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 'npm run scale [-- --snippets 1000 --pages 200]');

/** The files of this checkout, committed or not, with its dependencies linked in. */
function copyTree(to: string): string {
  const names = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: root, encoding: 'utf8' },
  );
  for (const name of names.split('\0').filter(Boolean)) {
    if (!existsSync(join(root, name))) continue;
    mkdirSync(dirname(join(to, name)), { recursive: true });
    copyFileSync(join(root, name), join(to, name));
  }
  for (const name of ['node_modules', '.nodes'])
    if (existsSync(join(root, name))) symlinkSync(join(root, name), join(to, name), 'junction');
  // Pages show when they last changed.
  cpSync(join(root, '.git'), join(to, '.git'), { recursive: true });
  return to;
}

function pattern(catalog: readonly Snippet[], n: number): Snippet {
  const id = patterns[n % patterns.length]!;
  const found = catalog.find((snippet) => snippet.id === id);
  if (!found) throw new Error(`scale.ts copies ${id}, which is gone`);
  return found;
}

/** A copy of a snippet and its recording. @returns its id. */
function addSnippet(tree: string, from: Snippet, n: number): string {
  const id = `${from.id}-${n}`;
  const renamed = (text: string): string => text.replaceAll(from.id, id);
  const folder = join(tree, 'snippets', from.topic);
  for (const file of filesOf(from))
    writeFileSync(join(folder, renamed(basename(file))), renamed(readFileSync(file, 'utf8')));
  const recordings = join(tree, 'snippets/recordings');
  const snippet = findSnippet(id, join(tree, 'snippets'))!;
  for (const kind of ['cast', 'trace.json']) {
    const text = renamed(readFileSync(join(recordings, `${from.id}.${kind}`), 'utf8'));
    const whole =
      kind === 'cast' ? text.replace(/"hash":"[^"]*"/, `"hash":"${hashOf(snippet)}"`) : text;
    writeFileSync(join(recordings, `${id}.${kind}`), whole);
  }
  return id;
}

function pagesOf(tree: string): number {
  const names = readdirSync(join(tree, 'site/en'), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.md')).length;
}

/** A page in both languages that shows snippets. */
function addPage(tree: string, n: number, ids: readonly string[]): void {
  const sections = ids.map((id) => `## Section {#${id}}\n\nA sentence about it.\n\n<<< ${id}\n`);
  for (const language of ['en', 'zh'])
    writeFileSync(
      join(tree, 'site', language, `page-${n}.md`),
      [`# Page ${n}\n`, ...sections].join('\n'),
    );
}

/** Runs one command in a tree to its end. */
async function cost(tree: string, command: readonly string[]): Promise<Cost> {
  // Beside the tree: check looks at every file in it.
  const report = `${tree}.largest`;
  const hook = `${tree}.at-exit.cjs`;
  const atExit = `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(report)}, String(process.resourceUsage().maxRSS)))`;
  writeFileSync(hook, atExit);
  const started = performance.now();
  const child = spawn(
    process.execPath,
    ['--require', hook, '--import', './scripts/register.mjs', ...command],
    { cwd: tree, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => (output += String(data)));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0)
    throw new UserError(`${command.join(' ')} failed on the generated tree:\n${output}`);
  const seconds = (performance.now() - started) / 1000;
  // ru_maxrss is in kilobytes.
  return { seconds, megabytes: Number(readFileSync(report, 'utf8')) / 1000 };
}
