import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Breach } from '../../exercises/kit/types.ts';
import { ensureNode, referenceVersion } from '../nodes/versions.ts';
import type { Trace } from '../timeline/trace.ts';
import { count, UserError } from '../terminal/messages.ts';
import { exercisesFolder, filesOf, naiveAnswers, readExercise } from './catalog.ts';
import { judge } from './judge.ts';

/** What the judge said of the naive answers of an exercise. */
export interface Recorded {
  /** Of the exercise's files and of those that its judge shares with others. */
  hash: string;
  node: string;
  naive: Record<
    string,
    {
      /** Each demand that it breaks, with how. */
      broken: Record<string, Breach>;
      /** What happened where it broke the first one. */
      trace: Trace;
    }
  >;
}

const folder = join(exercisesFolder, 'recordings');
export const recordedPath = (id: string): string => join(folder, `${id}.json`);

/** Undefined where nothing was recorded yet. */
export const readRecorded = (id: string): Recorded | undefined =>
  existsSync(recordedPath(id))
    ? (JSON.parse(readFileSync(recordedPath(id), 'utf8')) as Recorded)
    : undefined;

/** Whether what is recorded belongs to the exercise as it is. */
export const isUpToDate = (id: string): boolean => readRecorded(id)?.hash === hashOf(id);

function hashOf(id: string): string {
  const hash = createHash('sha256');
  for (const file of filesOf(id))
    hash.update(`${basename(file)}\0${readFileSync(file, 'utf8').replaceAll('\r\n', '\n')}\0`);
  return hash.digest('hex').slice(0, 16);
}

/**
 * Judges the naive answers of an exercise on the reference version, and keeps what is said.
 *
 * @returns What was recorded, in words.
 * @throws UserError where one of them does not break first what its header names; what was recorded before stays.
 */
export async function recordVerdicts(id: string, signal: AbortSignal): Promise<string> {
  const node = await ensureNode(referenceVersion);
  const { demands } = readExercise(id);
  const recorded: Recorded = { hash: hashOf(id), node: referenceVersion, naive: {} };
  for (const { name, file, fails } of naiveAnswers(id, demands)) {
    const broken: Record<string, Breach> = {};
    let first: Trace | undefined;
    for (const demand of demands) {
      const options = { signal, node, nodeVersion: referenceVersion };
      const { breach, trace } = await judge(id, demand.id, file, options);
      if (signal.aborted) throw new UserError('Interrupted; older verdicts are as they were.', 130);
      if (!breach) continue;
      broken[demand.id] = breach;
      first ??= trace;
    }
    const [was] = Object.keys(broken);
    if (was !== fails || !first)
      throw new UserError(
        `${id}, ${name}: its header says that it fails at ${fails}, and ${was ? `it failed at ${was}` : 'every demand held'}.`,
      );
    recorded.naive[name] = { broken, trace: first };
  }
  await mkdir(folder, { recursive: true });
  await writeFileAtomic(recordedPath(id), `${JSON.stringify(recorded, null, 1)}\n`);
  return count(Object.keys(recorded.naive).length, 'naive answer');
}
