import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../scripts/checkout/paths.ts';
import { readExercise } from '../../../scripts/exercises/catalog.ts';
import { levels, type Level } from '../../../scripts/pages/levels.ts';
import type { Language } from '../../../scripts/pages/pages.ts';
import { inline } from '../figures/output.ts';
import { questionsInOrder, sectionTitle } from '../interview/questions.ts';
import { once } from '../pages/once.ts';
import { snippetOf } from '../pages/snippets.ts';
import { topicTitle } from '../pages/topics.ts';
import type { ByLevel, Day } from './days.ts';
import { minutesForCode, minutesToRead, sectionText } from './minutes.ts';

/** What a day asks for, in its order. */
export const kinds = ['read', 'run', 'answer', 'write'] as const;
export type Kind = (typeof kinds)[number];

/** One thing to do on a day. */
export interface Item {
  kind: Kind;
  /** Its address below the language, by which a reader is done with it. */
  id: string;
  /** From which level on it belongs to the day. */
  level: Level;
  /** HTML. */
  title: string;
  /** Where it stands, if its title does not say so. */
  where?: string;
  minutes: number;
}

/** A page as it is written, by its path below `site/`. */
const pageText = once((path: string): string => readFileSync(join(root, 'site', path), 'utf8'));

/**
 * What a day asks for in one language: by kind, and of each kind what everybody does first.
 *
 * @throws Error where something is not there.
 */
export const itemsOf = (day: Day, language: Language): Item[] => [
  ...inOrder(day.read).map(({ name, level }) => section(name, level, language)),
  ...inOrder(day.run).map(({ name, level }) => snippet(name, level)),
  ...day.answer.map((slug) => question(slug, language)),
  ...inOrder(day.write).map(({ name, level }) => exercise(name, level, language)),
];

/** The minutes of a day for each level: what is asked of it and of the levels below. */
export const minutesOf = (items: readonly Item[]): number[] =>
  levels.map((_, rank) =>
    items
      .filter(({ level }) => levels.indexOf(level) <= rank)
      .reduce((sum, { minutes }) => sum + minutes, 0),
  );

const inOrder = (names: ByLevel): { name: string; level: Level }[] =>
  levels.flatMap((level) => (names[level] ?? []).map((name) => ({ name, level })));

function section(place: string, level: Level, language: Language): Item {
  const [page = '', id = ''] = place.split('#');
  const text = sectionText(pageText(`${language}/${page}.md`), id);
  if (text === undefined) throw new Error(`there is no section ${place}`);
  return {
    kind: 'read',
    id: place,
    level,
    title: inline(sectionTitle(place, language)),
    where: topicTitle(page, language),
    minutes: minutesToRead(text),
  };
}

function snippet(id: string, level: Level): Item {
  const found = snippetOf(id);
  if (!found) throw new Error(`there is no snippet ${id}`);
  return {
    kind: 'run',
    id: `snippets/${id}`,
    level,
    title: `<code>npm run snippet ${id}</code>`,
    minutes: minutesForCode(readFileSync(found.file, 'utf8')),
  };
}

function question(slug: string, language: Language): Item {
  const found = questionsInOrder(language).find((candidate) => candidate.slug === slug);
  if (!found) throw new Error(`there is no question ${slug}`);
  return {
    kind: 'answer',
    id: `interview/${slug}`,
    level: found.level as Level,
    title: inline(found.title),
    minutes: minutesToRead(pageText(found.path.replace(/^site\//, ''))),
  };
}

function exercise(id: string, level: Level, language: Language): Item {
  const { title, minutes } = readExercise(id);
  return { kind: 'write', id: `exercises/${id}`, level, title: inline(title[language]), minutes };
}
