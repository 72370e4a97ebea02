import { createTwoFilesPatch } from 'diff';
import type { Snippet } from '../catalog/catalog.ts';
import { mask } from './mask.ts';
import { RunFailed, textOf } from './recorder.ts';
import { readRecording, type Recording } from './recording.ts';

/**
 * How two runs differ, without what differs in honest runs; each stream by itself, since how two pipes interleave is chance.
 *
 * @returns undefined where they do not.
 */
export function differenceOf(
  { orderFree }: Pick<Snippet, 'orderFree'>,
  then: Recording,
  now: Recording,
): string | undefined {
  for (const stream of ['stdout', 'stderr'] as const) {
    const [before, after] = [then, now].map(({ output }) =>
      mask(textOf(output, stream), orderFree),
    ) as [string, string];
    if (before !== after)
      return createTwoFilesPatch(`${stream} before`, `${stream} now`, before, after);
  }
  return undefined;
}

/**
 * Compares a new run with the recording.
 *
 * @throws RunFailed with the difference.
 */
export function compareWithRecording(snippet: Snippet, now: Recording): void {
  const before = readRecording(snippet.id);
  if (!before)
    throw new RunFailed(
      `${snippet.id} has no recording; make it with: npm run record -- ${snippet.id}`,
      '',
    );
  const difference = differenceOf(snippet, before, now);
  if (difference !== undefined)
    throw new RunFailed(`${snippet.id} printed something else than its recording`, difference);
}
