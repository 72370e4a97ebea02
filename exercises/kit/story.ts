import { renameSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Broken, type Text } from './types.ts';

/**
 * What has been done to a solution, and what must happen now. It is on disk before anything can hang or crash, so that the
 * judge can always tell how far it came.
 */
class Story {
  #steps: Text[] = [];
  #expected: Text = { en: '', zh: '' };

  /** A new sequence begins. */
  begin(): void {
    this.#steps = [];
    this.#write();
  }

  /** Something is about to be done. */
  step(en: string, zh: string): void {
    this.#steps.push({ en, zh });
    this.#write();
  }

  /** What must happen from here on. */
  expect(en: string, zh: string): void {
    this.#expected = { en, zh };
    this.#write();
  }

  /** @throws Broken unless it is so. */
  must(isSo: boolean, happenedEn: string, happenedZh: string): asserts isSo {
    if (!isSo) throw new Broken({ en: happenedEn, zh: happenedZh });
  }

  get soFar(): { steps: readonly Text[]; expected: Text } {
    return { steps: this.#steps, expected: this.#expected };
  }

  #write(): void {
    const file = process.env.EXERCISE_STORY;
    if (!file) return;
    // Whoever ends this process ends it at any moment, and reads the file then.
    writeFileSync(`${file}.new`, JSON.stringify(this.soFar));
    renameSync(`${file}.new`, file);
  }
}

/** The one of this process. */
export const story: Story = new Story();

/** The file that is judged, for a thread or a child that has to import it as well. */
export const solutionAddress = (): string => pathToFileURL(process.env.EXERCISE_SOLUTION!).href;

/** How a promise ended, as a value. */
export type Outcome = { value: unknown } | { error: unknown };

export const outcomeOf = (promise: Promise<unknown>): Promise<Outcome> =>
  promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );

/** A value as the judge shows it. */
export function show(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (typeof value === 'string') return `"${value}"`;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/**
 * An outcome in words, as English and Chinese.
 *
 * @param shown - How a value is shown.
 */
export const told = (
  outcome: Outcome,
  shown: (value: unknown) => string = show,
): [en: string, zh: string] =>
  'value' in outcome
    ? [`it gave ${shown(outcome.value)}`, `得到 ${shown(outcome.value)}`]
    : [`it failed with ${show(outcome.error)}`, `以 ${show(outcome.error)} 失败`];
