import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import writeFileAtomic from 'write-file-atomic';
import { readCatalog, type Snippet } from '../catalog/catalog.ts';
import { hashOf } from '../catalog/hash.ts';
import { recordingsFolder } from '../checkout/paths.ts';
import { describeMachine } from '../nodes/machine.ts';
import { ensureNode, supportedVersions } from '../nodes/versions.ts';
import { record, RunFailed } from '../recording/recorder.ts';
import { count, UserError } from '../terminal/messages.ts';
import { matrixPath, readMatrix, type Matrix } from './file.ts';

/**
 * Runs snippets on versions of Node, tells what fails, and notes what passed.
 *
 * @returns how many runs failed.
 * @throws UserError where `interrupted` says so; then nothing is noted.
 */
export async function updateMatrix(
  snippets: readonly Snippet[],
  versions: readonly string[],
  interrupted: AbortSignal,
): Promise<number> {
  const old = readMatrix();
  const matrix: Matrix = Object.fromEntries(
    readCatalog().map((snippet) => {
      const hash = hashOf(snippet);
      // What another version showed of the same text still holds.
      const before = old[snippet.id]?.hash === hash ? old[snippet.id]! : { passed: [], failed: [] };
      const now = snippets.some(({ id }) => id === snippet.id) ? versions : [];
      const kept = (list: readonly string[]): string[] =>
        list.filter((version) => supportedVersions.includes(version) && !now.includes(version));
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
      snippets.filter(({ measures }) => !measures).map((snippet) => sideBySide(attempt, snippet)),
    );
    for (const snippet of snippets.filter(({ measures }) => measures)) await attempt(snippet);
    if (interrupted.aborted) throw new UserError(`Interrupted on Node ${version}.`, 130);
    const passed = snippets.filter(({ id }) => matrix[id]!.passed.includes(version)).length;
    console.log(`Node ${version}: ${passed} of ${count(snippets.length, 'snippet')} pass`);
  }

  const inOrder = (list: string[]): string[] =>
    supportedVersions.filter((version) => list.includes(version));
  for (const entry of Object.values(matrix)) {
    entry.passed = inOrder(entry.passed);
    entry.failed = inOrder(entry.failed);
  }
  await mkdir(recordingsFolder, { recursive: true });
  await writeFileAtomic(matrixPath, `${JSON.stringify(matrix, null, 1)}\n`);
  return failures;
}
