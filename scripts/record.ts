// npm run record [-- ids] [--force] [--check]: records the snippets that changed, or compares without writing.
import { SingleBar } from 'cli-progress';
import { createTwoFilesPatch } from 'diff';
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import writeFileAtomic from 'write-file-atomic';
import { readCatalog, type Snippet } from './catalog.ts';
import { describeMachine } from './machine.ts';
import { mask } from './mask.ts';
import { count, interruption, main, nearest, UserError } from './messages.ts';
import { missingNeeds } from './needs.ts';
import { ensureNode, referenceVersion } from './nodes.ts';
import { recordingsFolder } from './paths.ts';
import {
  record,
  recordWithTimeline,
  RunFailed,
  staleness,
  textOf,
  type RecordOptions,
} from './recorder.ts';
import { castPath, readRecording, tracePath, writeCast, type Recording } from './recording.ts';
import { writeTrace } from './trace.ts';

await main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      force: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
    },
  });
  const snippets = choose(positionals, values.force || values.check);
  if (snippets.length === 0) {
    console.log('Every recording is up to date.');
    return 0;
  }

  const missing = snippets.flatMap((snippet) =>
    missingNeeds(snippet.needs).map((need) => ({ snippet, ...need })),
  );
  for (const { snippet, name, mend } of missing)
    console.error(`${snippet.id} needs ${name}: ${mend}`);
  const runnable = snippets.filter((snippet) => !missing.some((lack) => lack.snippet === snippet));

  const node = await ensureNode(referenceVersion);
  const interrupted = interruption();
  const options: RecordOptions = {
    node,
    machine: await describeMachine(node),
    signal: interrupted,
  };
  await mkdir(recordingsFolder, { recursive: true });

  const failures: RunFailed[] = [];
  // A comparison looks at no number, so nothing has to run alone.
  const alone = values.check ? [] : runnable.filter(({ measures }) => measures);
  await eachSnippet(runnable, alone, interrupted, async (snippet) => {
    try {
      if (values.check) {
        compare(snippet, await record(snippet, options));
      } else {
        const { recording, trace } = await recordWithTimeline(snippet, options);
        // The recording comes last: one without its timeline is told by the run's id, and recorded again.
        await writeFileAtomic(tracePath(snippet.id), writeTrace(trace));
        await writeFileAtomic(castPath(snippet.id), writeCast(recording));
      }
    } catch (error) {
      if (!(error instanceof RunFailed)) throw error;
      failures.push(error);
    }
  });

  for (const { message, output } of failures) console.error(`\n${message}\n${output}`);
  if (interrupted.aborted)
    throw new UserError('Interrupted; recordings that were not finished are as they were.', 130);
  if (failures.length > 0) {
    const kept = values.check ? '' : '; older recordings are untouched';
    throw new UserError(
      `${count(failures.length, 'snippet')} failed: ${failures.map(({ message }) => message.split(' ')[0]).join(', ')}${kept}.`,
    );
  }
  console.log(`${values.check ? 'Compared' : 'Recorded'} ${count(runnable.length, 'snippet')}.`);
  return missing.length > 0 ? 3 : 0;
}, 'npm run record [-- ids] [--force] [--check]');

/** The snippets to run: those named, or all; without `all`, only those whose recording is stale. */
function choose(ids: readonly string[], all: boolean): Snippet[] {
  const catalog = readCatalog();
  for (const id of ids) {
    if (catalog.some((snippet) => snippet.id === id)) continue;
    const near = nearest(
      id,
      catalog.map((snippet) => snippet.id),
    );
    throw new UserError(`There is no snippet "${id}". Did you mean ${near.join(' or ')}?`, 2);
  }
  const named = ids.length > 0 ? catalog.filter(({ id }) => ids.includes(id)) : catalog;
  return all ? named : named.filter((snippet) => staleness(snippet, referenceVersion));
}

/** Side by side where safe; the others alone, afterwards. */
async function eachSnippet(
  snippets: readonly Snippet[],
  alone: readonly Snippet[],
  interrupted: AbortSignal,
  work: (snippet: Snippet) => Promise<void>,
): Promise<void> {
  const running = new Set<string>();
  const bar = new SingleBar({
    format: '{bar} {value}/{total} {running}',
    clearOnComplete: true,
    stream: process.stderr,
  });
  bar.start(snippets.length, 0, { running: '' });
  const show = (step: number): void => bar.increment(step, { running: [...running].join(', ') });

  const sideBySide = pLimit(availableParallelism());
  const oneByOne = pLimit(1);
  const start = async (snippet: Snippet): Promise<void> => {
    if (interrupted.aborted) return;
    running.add(snippet.id);
    show(0);
    await work(snippet);
    running.delete(snippet.id);
    show(1);
  };
  try {
    const others = snippets.filter((snippet) => !alone.includes(snippet));
    await Promise.all(others.map((snippet) => sideBySide(start, snippet)));
    await Promise.all(alone.map((snippet) => oneByOne(start, snippet)));
  } finally {
    bar.stop();
  }
}

/**
 * Compares a new run with the recording, each stream by itself: how two pipes interleave is chance.
 *
 * @throws RunFailed with the difference.
 */
function compare(snippet: Snippet, now: Recording): void {
  const before = readRecording(snippet.id);
  if (!before)
    throw new RunFailed(
      `${snippet.id} has no recording; make it with: npm run record -- ${snippet.id}`,
      '',
    );
  for (const stream of ['stdout', 'stderr'] as const) {
    const [then, current] = [before, now].map(({ output }) =>
      mask(textOf(output, stream), snippet.orderFree),
    ) as [string, string];
    if (then === current) continue;
    const difference = createTwoFilesPatch(
      `recorded ${stream}`,
      `this run's ${stream}`,
      then,
      current,
    );
    throw new RunFailed(`${snippet.id} printed something else than its recording`, difference);
  }
}
