import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import type { Snippet } from '../catalog/catalog.ts';
import { showProgress } from '../terminal/progress.ts';
import { readRecording } from './recording.ts';

/** What took longest when it was recorded comes first, so that nothing long is left to run while all others have ended. */
function longestFirst(a: Snippet, b: Snippet): number {
  const [first, second] = [a, b].map(({ id }) => readRecording(id)?.header.duration ?? 0);
  return second! - first!;
}

/** Snippets that run at the same time, that many at once. */
export interface Round {
  snippets: readonly Snippet[];
  atOnce: number;
}

/**
 * What runs beside what. Where runs are compared nobody looks at a number: then what measures may run beside another, and one
 * more of what mostly waits than there are cores.
 */
export function roundsOf(snippets: readonly Snippet[], compared: boolean): Round[] {
  const cores = availableParallelism();
  const [measuring, others] = [true, false].map((measures) =>
    snippets.filter((snippet) => snippet.measures === measures).sort(longestFirst),
  ) as [Snippet[], Snippet[]];
  return [
    { snippets: others, atOnce: compared ? cores + 1 : cores },
    { snippets: measuring, atOnce: compared ? cores : 1 },
  ];
}

/** Runs one round after the other, with a bar that tells what runs. */
export async function eachSnippet(
  rounds: readonly Round[],
  interrupted: AbortSignal,
  work: (snippet: Snippet) => Promise<void>,
): Promise<void> {
  const running = new Set<string>();
  const bar = showProgress(rounds.flatMap(({ snippets }) => snippets).length);
  const show = (step: number): void => bar.step(step, [...running].join(', '));

  const start = async (snippet: Snippet): Promise<void> => {
    if (interrupted.aborted) return;
    running.add(snippet.id);
    show(0);
    await work(snippet);
    running.delete(snippet.id);
    show(1);
  };
  try {
    for (const { snippets, atOnce } of rounds) {
      const limit = pLimit(atOnce);
      await Promise.all(snippets.map((snippet) => limit(start, snippet)));
    }
  } finally {
    bar.stop();
  }
}
