// npm run snippet [<id> | <topic>] [-- args]: lists snippets, or runs them in this terminal.
import { constants } from 'node:os';
import { findSnippet, readCatalog, snippetFiles, topics, type Snippet } from './catalog.ts';
import { main, nearest, UserError } from './messages.ts';
import { missingNeeds } from './needs.ts';
import { startSnippet, timeLimitOf, type RunEnd } from './run.ts';

/** Milliseconds between the first signal and the end by force. */
const grace = 5000;

await main(async () => {
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined) return list();
  if (snippetFiles().has(name)) return runOne(name, args);
  if (topics().includes(name)) return runTopic(name);
  const names = nearest(name, [...snippetFiles().keys(), ...topics()]);
  throw new UserError(
    `There is no snippet "${name}". Did you mean ${names.join(' or ')}? List them all with: npm run snippet`,
    2,
  );
});

function list(): number {
  const catalog = readCatalog();
  const language = (process.env.LC_ALL ?? process.env.LANG ?? '').startsWith('zh') ? 'zh' : 'en';
  const width = Math.max(...catalog.map(({ id }) => id.length));
  for (const topic of topics()) {
    console.log(`${topic}`);
    for (const { id, summary, needs } of catalog.filter((snippet) => snippet.topic === topic)) {
      console.log(
        `  ${id.padEnd(width)}  ${summary[language]}${needs.length ? ` [needs ${needs.join(', ')}]` : ''}`,
      );
    }
  }
  return 0;
}

/** One sentence for each thing that a snippet needs and this machine lacks. */
function lacks(snippet: Snippet): string | undefined {
  const missing = missingNeeds(snippet.needs);
  if (missing.length === 0) return undefined;
  return missing.map(({ name, mend }) => `${snippet.id} needs ${name}: ${mend}`).join('\n');
}

async function runOne(id: string, args: string[]): Promise<number> {
  const snippet = findSnippet(id)!;
  const lack = lacks(snippet);
  if (lack) throw new UserError(lack, 3);

  // With arguments a snippet may run as long as they ask for.
  const timeLimit = args.length > 0 ? 0 : timeLimitOf(snippet);
  const run = startSnippet(snippet, { args, timeLimit });
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (asked) return run.kill();
      asked = true;
      run.signal(signal);
      setTimeout(() => run.kill(), grace).unref();
    });
  }
  const end = await run.ended;
  if (end.timedOut) {
    throw new UserError(
      `${id} did not end in ${timeLimit / 1000} s: is a worker or a port still open?`,
      124,
    );
  }
  if (end.leftBehind > 0 && !asked) {
    process.stderr.write(
      `${id} left ${end.leftBehind} running; ended now: does it wait for its children?\n`,
    );
  }
  return exitCode(end);
}

/** An exit code; for a signal the shell's convention, 128 and its number. */
function exitCode({ exit }: RunEnd): number {
  return typeof exit === 'number' ? exit : 128 + (constants.signals[exit] ?? 0);
}

async function runTopic(topic: string): Promise<number> {
  let failed = false;
  let skipped = false;
  for (const snippet of readCatalog().filter((candidate) => candidate.topic === topic)) {
    const lack = lacks(snippet);
    if (lack) {
      skipped = true;
      console.log(`skip  ${lack}`);
      continue;
    }
    const run = startSnippet(snippet, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeLimit: timeLimitOf(snippet),
    });
    const stop = (): void => {
      run.kill();
      process.exit(130);
    };
    process.once('SIGINT', stop).once('SIGTERM', stop);
    let output = '';
    run.child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    run.child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const end = await run.ended;
    process.off('SIGINT', stop).off('SIGTERM', stop);
    const good = end.exit === snippet.exits && !end.timedOut && end.leftBehind === 0;
    const how = end.timedOut
      ? 'did not end'
      : end.leftBehind
        ? `left ${end.leftBehind} running`
        : `exit ${end.exit}`;
    console.log(
      `${good ? 'ok   ' : 'FAIL '} ${snippet.id}  ${Math.round(end.duration)} ms${good ? '' : `  ${how}`}`,
    );
    if (!good) process.stdout.write(output);
    failed ||= !good;
  }
  return failed ? 1 : skipped ? 3 : 0;
}
