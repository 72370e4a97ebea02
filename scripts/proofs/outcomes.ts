import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Seen } from '../../snippets/proving.ts';
import { recordingsFolder } from '../checkout/paths.ts';
import type { Proof } from './catalog.ts';

/** What a proof showed, by the version of Node, and the hash of the text that showed it. */
export interface Noted {
  hash: string;
  outcomes: Record<string, Seen>;
}

export const outcomesPath = (topic: string): string =>
  join(recordingsFolder, 'proofs', `${topic}.json`);

/** The outcomes of a topic's proofs, by id; empty where none was noted. */
export function readOutcomes(topic: string): Record<string, Noted> {
  const path = outcomesPath(topic);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, Noted>) : {};
}

/**
 * What was noted of a proof as it is now: nothing where its text has changed since.
 *
 * @param read - How a topic's outcomes are read, for whoever asks for many of them.
 */
export function outcomesOf({ topic, id, hash }: Proof, read = readOutcomes): Record<string, Seen> {
  const noted = read(topic)[id];
  return noted?.hash === hash ? noted.outcomes : {};
}

/**
 * Adds what proofs showed on a version. What another text of a proof showed goes, and so do the outcomes of proofs that are gone.
 *
 * @param all - Every proof that there is.
 */
export async function noteOutcomes(
  all: readonly Proof[],
  version: string,
  seen: ReadonlyMap<Proof, Seen>,
): Promise<void> {
  for (const topic of new Set([...seen.keys()].map((proof) => proof.topic))) {
    const noted: Record<string, Noted> = {};
    for (const proof of all.filter((candidate) => candidate.topic === topic)) {
      const now = seen.get(proof);
      const outcomes = { ...outcomesOf(proof), ...(now !== undefined && { [version]: now }) };
      if (Object.keys(outcomes).length > 0)
        noted[proof.id] = { hash: proof.hash, outcomes: byVersion(outcomes) };
    }
    const path = outcomesPath(topic);
    await mkdir(dirname(path), { recursive: true });
    await writeFileAtomic(path, `${JSON.stringify(noted, null, 1)}\n`);
  }
}

const byVersion = (outcomes: Record<string, Seen>): Record<string, Seen> =>
  Object.fromEntries(Object.entries(outcomes).sort(([a], [b]) => parseInt(a) - parseInt(b)));

/** An outcome in one line: `no error`, or `exit 0: no error; exit 7: code 7`. */
export const outcomeText = (seen: Seen): string =>
  typeof seen === 'string'
    ? seen
    : Object.entries(seen)
        .map(([variation, what]) => `${variation}: ${what}`)
        .join('; ');
