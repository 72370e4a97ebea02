// What a reader is done with, as the browser keeps it and as a file holds it.
import { levels, type Level } from '../../../scripts/pages/levels.ts';
import { readRatings, storageKey, type Ratings } from '../interview/deck.ts';
import { kept } from './page.ts';
import { progressKey, ticksKey } from './progress-key.ts';

/** What a reader is done with, and the level that they prepare for. */
export interface Progress {
  /** Addresses below the language: `worker-threads`, `interview/fork`, `overview#io-vs-cpu`. Also those that are no more. */
  done: Set<string>;
  level: Level;
}

/** Of what is kept. A later form has another number, and is not read by what does not know it. */
const version = 1;

/** No address is longer, in characters; a file with one that is comes from elsewhere. */
const longest = 200;

const isDone = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= longest;

/** Reads progress. @returns undefined where a text is something else. */
export function parseProgress(text: string): Progress | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { version: found, done, level } = value as Record<string, unknown>;
  if (found !== version || !Array.isArray(done) || !done.every(isDone)) return undefined;
  return {
    done: new Set(done),
    level: levels.find((known) => known === level) ?? levels.at(-1)!,
  };
}

const nothing = (): Progress => ({ done: new Set(), level: levels.at(-1)! });

const plain = ({ done, level }: Progress): object => ({ version, level, done: [...done].sort() });

/** What could not be kept, as long as the page is there. */
let unkept: Progress | undefined;

/** What the reader is done with now. */
export function progressNow(): Progress {
  const text = kept(progressKey);
  return unkept ?? (text === null ? undefined : parseProgress(text)) ?? nothing();
}

/**
 * Changes what is kept. It is read anew, so that nothing is lost of what another tab has done meanwhile.
 *
 * @returns whether the browser keeps it. Where it does not the change lasts as long as the page.
 */
export function changeProgress(change: (progress: Progress) => void): boolean {
  const progress = progressNow();
  change(progress);
  try {
    const before = kept(progressKey);
    // Somebody else's, or of a later version of the site.
    if (before !== null && !parseProgress(before))
      localStorage.setItem(`${progressKey}-before`, before);
    localStorage.setItem(progressKey, JSON.stringify(plain(progress)));
    unkept = undefined;
    return true;
  } catch {
    unkept = progress;
    return false;
  }
}

/** Keeps ticks that wait, also those of a page that was left before they could be kept. */
export function keepTicks(): void {
  const ticks = kept(ticksKey);
  if (ticks === null) return;
  const isKept = changeProgress(({ done }) => {
    for (const tick of ticks.split('\n')) {
      const id = tick.slice(1);
      if (!isDone(id)) continue;
      if (tick.startsWith('+')) done.add(id);
      else done.delete(id);
    }
  });
  if (isKept) localStorage.removeItem(ticksKey);
}

/** All that the browser keeps of a reader as the text of a file: what they are done with, and their ratings in practice. */
export function progressFile(): string {
  const ratings = readRatings(kept(storageKey));
  return `${JSON.stringify({ ...plain(progressNow()), ratings }, null, 2)}\n`;
}

/**
 * Adds what a file holds to what the browser keeps. Of two ratings of a question the later one holds.
 *
 * @returns how many marks are new, and whether the browser keeps them; undefined where the file is no such file, and then nothing
 *   has changed.
 */
export function addFile(text: string): { added: number; isKept: boolean } | undefined {
  const theirs = parseProgress(text);
  if (!theirs) return undefined;
  const before = progressNow().done;
  const isKept = changeProgress(({ done }) => {
    for (const id of theirs.done) done.add(id);
  });
  const { ratings } = JSON.parse(text) as { ratings?: unknown };
  const areRatingsKept = addRatings(readRatings(JSON.stringify(ratings ?? {})));
  return {
    added: [...theirs.done].filter((id) => !before.has(id)).length,
    isKept: isKept && areRatingsKept,
  };
}

function addRatings(theirs: Ratings): boolean {
  const ours = readRatings(kept(storageKey));
  const newer = Object.entries(theirs).filter(
    ([slug, { last_review: at }]) => !ours[slug] || Number(at) > Number(ours[slug].last_review),
  );
  if (newer.length === 0) return true;
  try {
    localStorage.setItem(storageKey, JSON.stringify({ ...ours, ...Object.fromEntries(newer) }));
    return true;
  } catch {
    return false;
  }
}
