import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import pLimit from 'p-limit';
import writeFileAtomic from 'write-file-atomic';
import { readCatalog, type Snippet } from '../catalog/catalog.ts';
import { hashOf } from '../catalog/hash.ts';
import { describeMachine } from '../nodes/machine.ts';
import { lacksOf } from '../catalog/needs.ts';
import { ensureNode } from '../nodes/versions.ts';
import { record, RunFailed } from '../recording/recorder.ts';
import { count, UserError } from '../terminal/messages.ts';
import { readMatrix, type Matrix } from './file.ts';

/**
 * Runs snippets on versions of Node, tells what fails, and notes what passed. What a snippet lacks here is told, and it is
 * skipped: nothing is noted of it.
 *
 * @param path - Where it is noted.
 * @param isNoted - The versions that may stand there; others go.
 * @returns how many runs failed.
 * @throws UserError where `interrupted` says so; then nothing is noted.
 */
export async function updateMatrix(
  snippets: readonly Snippet[],
  versions: readonly string[],
  interrupted: AbortSignal,
  path: string,
  isNoted: (version: string) => boolean,
): Promise<number> {
  const old = readMatrix(path);
  const lacks = snippets.flatMap(lacksOf);
  if (lacks.length > 0) console.log(lacks.map((line) => `skipping ${line}`).join('\n'));
  const runnable = snippets.filter((snippet) => lacksOf(snippet).length === 0);
  const matrix: Matrix = Object.fromEntries(
    readCatalog().map((snippet) => {
      const hash = hashOf(snippet);
      // What another version showed of the same text still holds.
      const before = old[snippet.id]?.hash === hash ? old[snippet.id]! : { passed: [], failed: [] };
      const now = runnable.some(({ id }) => id === snippet.id) ? versions : [];
      const kept = (list: readonly string[]): string[] =>
        list.filter((version) => isNoted(version) && !now.includes(version));
      return [snippet.id, { hash, passed: kept(before.passed), failed: kept(before.failed) }];
    }),
  );

  let failures = 0;
  for (const version of versions) {
    const node = await ensureNode(version);
    const machine = await describeMachine(node);
    const attempt = async (snippet: Snippet): Promise<void> => {
      if (interrupted.aborted) return;
      try {
        await record(snippet, { node, machine, signal: interrupted });
        matrix[snippet.id]!.passed.push(version);
      } catch (error) {
        if (!(error instanceof RunFailed)) throw error;
        if (interrupted.aborted) return;
        failures += 1;
        matrix[snippet.id]!.failed.push(version);
        console.error(`Node ${version}: ${error.message}\n${error.output}`);
      }
    };
    const sideBySide = pLimit(availableParallelism());
    await Promise.all(
      runnable.filter(({ measures }) => !measures).map((snippet) => sideBySide(attempt, snippet)),
    );
    for (const snippet of runnable.filter(({ measures }) => measures)) await attempt(snippet);
    if (interrupted.aborted) throw new UserError(`Interrupted on Node ${version}.`, 130);
    const passed = runnable.filter(({ id }) => matrix[id]!.passed.includes(version)).length;
    console.log(`Node ${version}: ${passed} of ${count(runnable.length, 'snippet')} pass`);
  }

  const inOrder = (list: readonly string[]): string[] =>
    list.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  for (const entry of Object.values(matrix)) {
    entry.passed = inOrder(entry.passed);
    entry.failed = inOrder(entry.failed);
  }
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(path, `${JSON.stringify(matrix, null, 1)}\n`);
  return failures;
}
