import type { Problem } from '../../../scripts/checks/problem.ts';
import { exerciseIds } from '../../../scripts/exercises/catalog.ts';
import { levels } from '../../../scripts/pages/levels.ts';
import { readPages } from '../../../scripts/pages/pages.ts';
import { readQuestions } from '../../../scripts/pages/questions.ts';
import { snippetPlaces } from '../pages/snippets.ts';
import { topicsInOrder } from '../pages/topics.ts';
import { days, type ByLevel, type Day } from './days.ts';
import { itemsOf, minutesOf } from './items.ts';

/** What a path may name. */
export interface Known {
  /** `page#section`. */
  sections: ReadonlySet<string>;
  snippets: ReadonlySet<string>;
  questions: ReadonlySet<string>;
  exercises: ReadonlySet<string>;
  /** Pages of which a path must meet every one. */
  topics: readonly string[];
}

/** A day takes so long at least and at most, in minutes, whichever the level: less is no day's work, and more is not done. */
const bounds = { least: 20, most: 180 };

const at = 'site/.vitepress/path/days.ts';

/** The path in seven days: what it names is there, once; it meets every topic and asks every question; no day is too short or long. */
export function pathProblems(): Problem[] {
  const problems = pathOf(days, known());
  if (problems.length > 0) return problems;
  return days.flatMap((day, index) =>
    (['en', 'zh'] as const).flatMap((language) =>
      minutesOf(itemsOf(day, language)).flatMap((minutes, rank) => {
        const problem = lengthProblem(minutes);
        const of = `day ${index + 1}, ${levels[rank]}, ${language}`;
        return problem ? [{ at, message: `${of}: ${problem}` }] : [];
      }),
    ),
  );
}

/** What is wrong with the length of a day. */
export function lengthProblem(minutes: number): string | undefined {
  const { least, most } = bounds;
  if (minutes < least) return `takes ${minutes} minutes; find something to do for ${least}`;
  if (minutes > most) return `takes ${minutes} minutes; leave out what makes it more than ${most}`;
  return undefined;
}

/** What is wrong with a path by what it names. */
export function pathOf(path: readonly Day[], names: Known): Problem[] {
  const problems: Problem[] = [];
  const say = (message: string): void => void problems.push({ at, message });
  const seen = new Set<string>();
  for (const [index, { read, run, answer, write }] of path.entries()) {
    const day = `day ${index + 1}`;
    for (const [kind, wanted, there] of [
      ['section', named(read), names.sections],
      ['snippet', named(run), names.snippets],
      ['question', answer, names.questions],
      ['exercise', named(write), names.exercises],
    ] as const) {
      if (wanted.length === 0)
        say(`${day} has no ${kind}; each day reads, runs, answers and writes`);
      for (const name of wanted) {
        if (!there.has(name)) say(`${day}: there is no ${kind} ${name}`);
        if (seen.has(`${kind} ${name}`)) say(`${day}: the ${kind} ${name} is on the path twice`);
        seen.add(`${kind} ${name}`);
      }
    }
    for (const [kind, ofLevels] of [
      ['section', read],
      ['snippet', run],
    ] as const)
      if (!ofLevels.basic?.length) say(`${day} has no ${kind} for everybody; name one as basic`);
  }
  const met = new Set(path.flatMap(({ read }) => named(read).map((place) => place.split('#')[0])));
  for (const topic of names.topics)
    if (!met.has(topic)) say(`meets nothing of ${topic}; read one of its sections`);
  const asked = new Set(path.flatMap(({ answer }) => answer));
  for (const slug of names.questions)
    if (!asked.has(slug)) say(`never asks ${slug}; give the question a day`);
  return problems;
}

const named = (names: ByLevel): string[] => levels.flatMap((level) => names[level] ?? []);

const known = (): Known => ({
  sections: new Set(
    readPages('en').flatMap(({ name, mentions }) =>
      mentions
        .filter(({ kind }) => kind === 'heading')
        .map((heading) => `${name.replace(/\.md$/, '')}#${heading.name}`),
    ),
  ),
  snippets: new Set(snippetPlaces().keys()),
  questions: new Set(readQuestions('en').map(({ slug }) => slug)),
  exercises: new Set(exerciseIds()),
  topics: topicsInOrder(),
});
