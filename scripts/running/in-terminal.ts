import { findSnippet, readCatalog } from '../catalog/catalog.ts';
import { lacksOf } from '../catalog/needs.ts';
import { whyNoNumber } from '../catalog/takes.ts';
import { terminalLanguage } from '../terminal/language.ts';
import { UserError } from '../terminal/messages.ts';
import { grace, timeLimitOf, whyHung } from '../waiting/limits.ts';
import { exitCode, startSnippet } from './run.ts';

/**
 * Runs a snippet in this terminal; the terminal's signals reach it.
 *
 * @returns what to exit with: as the snippet did.
 * @throws UserError where it lacks something, is given what is no number where it takes one, or hung.
 */
export async function runOne(id: string, args: readonly string[]): Promise<number> {
  const snippet = findSnippet(id)!;
  const lacks = lacksOf(snippet);
  if (lacks.length > 0) throw new UserError(lacks.join('\n'), 3);
  const wrong = whyNoNumber(snippet.takes, args, terminalLanguage());
  if (wrong) throw new UserError(wrong, 2);

  // With arguments a snippet may run as long as they ask for.
  const timeLimit = args.length > 0 ? 0 : timeLimitOf(snippet);
  const run = startSnippet(snippet, { args, timeLimit });
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (asked) return run.kill();
      asked = true;
      run.signal(signal);
      setTimeout(() => run.kill(), grace()).unref();
    });
  }
  const end = await run.ended;
  if (end.timedOut) throw new UserError(`${id} ${whyHung(end.timedOut, timeLimit)}`, 124);
  if (end.leftBehind > 0 && !asked) {
    process.stderr.write(
      `${id} left ${end.leftBehind} running; ended now: does it wait for its children?\n`,
    );
  }
  return exitCode(end);
}

/** Runs the snippets of a topic one after the other, with a line of verdict each. @returns what to exit with. */
export async function runTopic(topic: string): Promise<number> {
  let failed = false;
  let skipped = false;
  for (const snippet of readCatalog().filter((candidate) => candidate.topic === topic)) {
    const lacks = lacksOf(snippet);
    if (lacks.length > 0) {
      skipped = true;
      console.log(`skip  ${lacks.join('\n')}`);
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
