// npm run soak [-- ids] [-- versions]: runs snippets again and again on every Node, and looks for what they leave behind.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { styleText } from 'node:util';
import { SingleBar } from 'cli-progress';
import { createTwoFilesPatch } from 'diff';
import type { Snippet } from './catalog.ts';
import { chooseRuns } from './choose-runs.ts';
import { listeners } from './listeners.ts';
import { describeMachine } from './machine.ts';
import { mask } from './mask.ts';
import { count, interruption, main, UserError } from './messages.ts';
import { ensureNode, referenceVersion } from './nodes.ts';
import { root } from './paths.ts';
import { record, RunFailed, textOf, type RecordOptions } from './recorder.ts';
import { readRecording, type Recording } from './recording.ts';

/** Runs in a row; then as many at once. */
const inRow = 10;
const atOnce = 2;

/** What a snippet did on one version of Node. */
interface Cell {
  /** For the table: `10 + 2` where all is well. */
  text: string;
  problems: string[];
}

await main(async () => {
  const { snippets, versions } = chooseRuns(process.argv.slice(2));
  const interrupted = interruption();
  const bar = new SingleBar({
    format: '{bar} {value}/{total} {running}',
    clearOnComplete: true,
    stream: process.stderr,
  });
  bar.start(snippets.length * versions.length, 0, { running: '' });
  const cells = new Map<string, Cell>();
  for (const version of versions) {
    const node = await ensureNode(version);
    const machine = await describeMachine(node);
    for (const snippet of snippets) {
      bar.update({ running: `${snippet.id} on Node ${version}` });
      const cell = await soak(snippet, { node, machine, signal: interrupted });
      if (interrupted.aborted) {
        bar.stop();
        throw new UserError(`Interrupted at ${snippet.id} on Node ${version}.`, 130);
      }
      cells.set(`${snippet.id} ${version}`, cell);
      bar.increment();
    }
  }
  bar.stop();

  print(snippets, versions, cells);
  const failed = [...cells.values()].filter(({ problems }) => problems.length > 0);
  for (const { problems } of failed) console.error(`\n${problems.join('\n')}`);
  if (failed.length === 0) return 0;
  throw new UserError(`\n${failed.length} of ${count(cells.size, 'cell')} failed.`);
});

/** Runs one snippet in a row and at once, then its own tests at length. */
async function soak(
  snippet: Snippet,
  options: Required<Pick<RecordOptions, 'node' | 'machine' | 'signal'>>,
): Promise<Cell> {
  const { node, machine, signal } = options;
  const problems: string[] = [];
  const where = `${snippet.id} on Node ${machine.node}`;
  const before = new Set(listeners().map(({ inode }) => inode));
  // On the version of the recordings that is what it must print; elsewhere, what it printed first.
  let expected: Recording | undefined =
    machine.node === referenceVersion ? readRecording(snippet.id) : undefined;

  const attempt = async (run: string): Promise<boolean> => {
    try {
      const now = await record(snippet, options);
      expected ??= now;
      const difference = differenceOf(snippet, expected, now);
      if (difference) problems.push(`${where}, ${run}: prints something else\n${difference}`);
      return !difference;
    } catch (error) {
      if (!(error instanceof RunFailed)) throw error;
      problems.push(`${where}, ${run}: ${error.message}\n${error.output}`);
      return false;
    }
  };

  let row = 0;
  for (let n = 1; n <= inRow && !signal.aborted; n++) if (await attempt(`run ${n}`)) row += 1;
  const parts = [`${row}`];
  // What measures is alone whenever it counts.
  if (!snippet.measures && !signal.aborted) {
    const names = Array.from({ length: atOnce }, (_, n) => `${n + 1} of ${atOnce} at once`);
    parts.push(`${(await Promise.all(names.map(attempt))).filter(Boolean).length}`);
  }
  const test = snippet.file.replace(/\.ts$/, '.test.ts');
  if (existsSync(test) && !signal.aborted) {
    const output = await failedTest(test, node, signal);
    parts.push(output === undefined ? 'tests' : 'TESTS FAIL');
    if (output !== undefined) problems.push(`${where}, its tests:\n${output}`);
  }
  const left = portsLeft(before);
  if (left.length > 0) {
    parts.push('PORT LEFT');
    problems.push(`${where} left behind: ${left.join(', ')}`);
  }
  return { text: parts.join(' + '), problems };
}

/** How two runs differ, each stream by itself, without what differs in honest runs; undefined where they do not. */
function differenceOf(snippet: Snippet, then: Recording, now: Recording): string | undefined {
  for (const stream of ['stdout', 'stderr'] as const) {
    const [before, after] = [then, now].map(({ output }) =>
      mask(textOf(output, stream), snippet.orderFree),
    ) as [string, string];
    if (before !== after) return createTwoFilesPatch(stream, stream, before, after);
  }
  return undefined;
}

/** Runs a test file with SOAK=1, which makes it repeat at length; its output where it fails. */
function failedTest(file: string, node: string, signal: AbortSignal): Promise<string | undefined> {
  const child = spawn(
    node,
    ['--import', './scripts/register.mjs', '--test', '--test-reporter=spec', file],
    { cwd: root, env: { ...process.env, SOAK: '1' }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  signal.addEventListener('abort', () => child.kill(), { once: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code === 0 ? undefined : output));
  });
}

/**
 * Ends whoever listens on a port since then and was started here, and tells who it was.
 *
 * The recorder finds what carries the run's tag or is in its group; a daemon with an empty environment in a
 * group of its own is found by this alone, as long as it listens and stays in the folder where it was started.
 */
function portsLeft(before: ReadonlySet<string>): string[] {
  return listeners()
    .filter(({ inode, folder }) => !before.has(inode) && folder === root)
    .map(({ port, pid }) => {
      try {
        process.kill(pid!, 'SIGKILL');
      } catch {
        // It ended meanwhile; that it was there is still worth telling.
      }
      return `pid ${pid} on port ${port} (ended now)`;
    });
}

function print(
  snippets: readonly Snippet[],
  versions: readonly string[],
  cells: ReadonlyMap<string, Cell>,
): void {
  const width = Math.max(...snippets.map(({ id }) => id.length));
  const columns = versions.map((version) =>
    Math.max(
      version.length,
      ...snippets.map(({ id }) => cells.get(`${id} ${version}`)!.text.length),
    ),
  );
  const line = (first: string, rest: readonly string[]): string =>
    [first.padEnd(width), ...rest].join('  ').trimEnd();
  console.log(`runs in a row (of ${inRow}) + at once (of ${atOnce}) + tests with SOAK=1\n`);
  console.log(
    line(
      '',
      versions.map((version, index) => version.padEnd(columns[index]!)),
    ),
  );
  for (const { id } of snippets) {
    const texts = versions.map((version, index) => {
      const { text, problems } = cells.get(`${id} ${version}`)!;
      const padded = text.padEnd(columns[index]!);
      return problems.length > 0 ? styleText('red', padded) : padded;
    });
    console.log(line(id, texts));
  }
}
