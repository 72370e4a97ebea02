import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isNeed, needNames } from '../catalog/needs.ts';
import { where } from '../checkout/paths.ts';
import {
  exerciseIds,
  exercisesFolder,
  fileOf,
  naiveAnswers,
  readExercise,
} from '../exercises/catalog.ts';
import { isUpToDate, recordedPath } from '../exercises/recorded.ts';
import { readQuestions } from '../pages/questions.ts';
import { readPages } from '../pages/pages.ts';
import type { Problem } from './problem.ts';

/** Every exercise is listed, whole, leads to what there is, and has verdicts of what it is now. */
export function checkExercises(): Problem[] {
  const ids = exerciseIds();
  const folders = readdirSync(exercisesFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  const unlisted = folders.filter(
    (name) => existsSync(join(exercisesFolder, name, 'exercise.ts')) && !ids.includes(name),
  );
  const pages = readPages('en');
  const slugs = readQuestions('en').map(({ slug }) => slug);
  return [
    ...unlisted.map((name) => ({
      at: where(join(exercisesFolder, name)),
      message: 'is not listed: add it to exercises/index.ts',
    })),
    ...ids.flatMap((id) => {
      const at = where(fileOf(id, 'exercise'));
      const { sections, question, demands, needs = [] } = readExercise(id);
      const problems: Problem[] = [];
      for (const place of sections) {
        const [name, section = ''] = place.split('#');
        const page = pages.find((candidate) => candidate.name === `${name}.md`);
        const isThere = page?.mentions.some(
          (mention) => mention.kind === 'heading' && mention.name === section,
        );
        if (!isThere) problems.push({ at, message: `there is no section ${place}` });
      }
      for (const name of needs)
        if (!isNeed(name))
          problems.push({
            at,
            message: `unknown need "${name}" (scripts/catalog/needs.ts has: ${needNames().join(', ')})`,
          });
      if (question !== undefined && !slugs.includes(question))
        problems.push({ at, message: `there is no question ${question}` });
      if (naiveAnswers(id, demands).length < 2)
        problems.push({ at, message: 'has fewer than two naive answers: can its judge fail?' });
      if (!isUpToDate(id))
        problems.push({
          at: where(recordedPath(id)),
          message: `is not of the exercise as it is; mend with: npm run exercise -- --record ${id}`,
        });
      return problems;
    }),
  ];
}
