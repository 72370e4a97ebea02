// npm run record [-- ids] [--force] [--check]: records the snippets that changed, or compares without writing.
import { mkdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readCatalog, type Snippet } from './catalog/catalog.ts';
import { lacksOf } from './catalog/needs.ts';
import { recordingsFolder } from './checkout/paths.ts';
import { describeMachine } from './nodes/machine.ts';
import { ensureNode, referenceVersion } from './nodes/versions.ts';
import { compareWithRecording } from './recording/compare.ts';
import {
  record,
  recordWithTimeline,
  RunFailed,
  staleness,
  store,
  type RecordOptions,
} from './recording/recorder.ts';
import { eachSnippet, roundsOf } from './recording/rounds.ts';
import { removeAbandoned } from './running/temporary.ts';
import { count, interruption, main, nearest, UserError } from './terminal/messages.ts';

const usage = `npm run record [-- ids] [--force] [--check]

Records the snippets that changed since they were recorded, of all or of those named.

  --force   also those that did not change
  --check   runs them and compares with their recordings; writes nothing`;

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

  const runnable = snippets.filter((snippet) => lacksOf(snippet).length === 0);
  for (const lack of snippets.flatMap(lacksOf)) console.error(lack);

  const node = await ensureNode(referenceVersion);
  const interrupted = interruption();
  const options: RecordOptions = {
    node,
    machine: await describeMachine(node),
    signal: interrupted,
  };
  await mkdir(recordingsFolder, { recursive: true });
  removeAbandoned();

  /** Runs a snippet; how it failed, if it did. */
  const attempt = async (snippet: Snippet): Promise<RunFailed | undefined> => {
    try {
      if (values.check) {
        compareWithRecording(snippet, await record(snippet, options));
      } else {
        await store(await recordWithTimeline(snippet, options));
      }
      return undefined;
    } catch (error) {
      if (error instanceof RunFailed) return error;
      throw error;
    }
  };
  const failed = new Map<Snippet, RunFailed>();
  await eachSnippet(roundsOf(runnable, values.check), interrupted, async (snippet) => {
    const failure = await attempt(snippet);
    if (failure) failed.set(snippet, failure);
  });
  // As with proofs: what comes out right alone is told, and is to be mended.
  for (const [snippet, first] of values.check && !interrupted.aborted ? [...failed] : []) {
    const second = await attempt(snippet);
    if (second) {
      failed.set(snippet, second);
      continue;
    }
    failed.delete(snippet);
    console.log(
      `\nunsteady: ${snippet.id} came out as recorded only when it was run again, alone\n${first.message}\n${first.output}`,
    );
  }
  const failures = [...failed.values()];

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
  return runnable.length < snippets.length ? 3 : 0;
}, usage);

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
