import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'comment-parser';
import { exercises } from '../../exercises/index.ts';
import type { Exercise, Text } from '../../exercises/kit/types.ts';
import { root, where } from '../checkout/paths.ts';
import { missingNeeds } from '../catalog/needs.ts';
import { nearest, UserError } from '../terminal/messages.ts';

/** Where exercises are, each in a folder; what a reader writes stands beside those folders, and is nobody else's. */
export const exercisesFolder = join(root, 'exercises');

const folderOf = (id: string): string => join(exercisesFolder, id);

/** The ids of all exercises, in the order in which they are listed. */
export const exerciseIds = (): string[] => Object.keys(exercises);

/** The files of an exercise that its judge stands on, with those that all share. */
export const filesOf = (id: string): string[] =>
  [folderOf(id), join(exercisesFolder, 'kit')].flatMap((folder) =>
    readdirSync(folder)
      .sort()
      .map((name) => join(folder, name)),
  );

/** A file of an exercise. */
export const fileOf = (id: string, role: 'exercise' | 'skeleton' | 'solution'): string =>
  join(folderOf(id), `${role}.ts`);

/** Where readers work; EXERCISES_FOLDER names another place, for tests. */
export const ownFolder = process.env.EXERCISES_FOLDER ?? exercisesFolder;

/** What a reader works on. */
export const ownFile = (id: string): string => join(ownFolder, `${id}.ts`);

/** What is kept beside the reader's work: which hints were told, timelines. */
export const keptFolder = process.env.EXERCISES_FOLDER ?? join(root, '.cache/exercises');

/**
 * Reads an exercise.
 *
 * @throws UserError where there is none of that id.
 */
export function readExercise(id: string): Exercise<never> {
  const exercise = Object.hasOwn(exercises, id) ? exercises[id] : undefined;
  if (exercise) return exercise;
  throw new UserError(
    `There is no exercise "${id}". Did you mean ${nearest(id, exerciseIds()).join(' or ')}? List them all with: npm run exercise`,
    2,
  );
}

/** For each program that an exercise's judge needs and this machine lacks, its name and the line that mends it. */
export const missingFor = (id: string): { name: string; mend: string }[] =>
  missingNeeds(readExercise(id).needs ?? [], false);

/** An answer that looks right and is not. */
export interface Naive {
  name: string;
  file: string;
  /** What it does, and what comes of it. */
  says: Text;
  /** The first demand that it breaks. */
  fails: string;
}

/**
 * The naive answers of an exercise, in the order of their names.
 *
 * @throws UserError where a header is missing, or names no demand.
 */
export function naiveAnswers(id: string, demands: readonly { id: string }[]): Naive[] {
  return readdirSync(folderOf(id))
    .filter((name) => /^naive-.*\.ts$/.test(name))
    .sort()
    .map((name) => {
      const file = join(folderOf(id), name);
      const [header] = parse(/^\/\*\*[\s\S]*?\*\//.exec(readFileSync(file, 'utf8'))?.[0] ?? '');
      const tag = (wanted: string): string => {
        const found = header?.tags.find((candidate) => candidate.tag === wanted);
        return `${found?.name ?? ''} ${found?.description ?? ''}`.replace(/\s+/g, ' ').trim();
      };
      const says = { en: header?.description.replace(/\s+/g, ' ').trim() ?? '', zh: tag('zh') };
      const fails = tag('fails');
      if (!says.en || !says.zh || !demands.some((demand) => demand.id === fails))
        throw new UserError(
          `${where(file)}: begin with a header: what it does, @zh the same, @fails and a demand (${demands.map((demand) => demand.id).join(', ')})`,
        );
      return { name: basename(name, '.ts').replace('naive-', ''), file, says, fails };
    });
}
