import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allRows, groups } from './index.ts';
import { messagesOf } from './messages.ts';
import { placeLink } from './places.ts';
import { placesOf, type Row } from './row.ts';
import { readMentions } from '../../../scripts/pages/pages.ts';
import { root } from '../../../scripts/checkout/paths.ts';
import type { Problem } from '../../../scripts/checks/problem.ts';

/** Rows of errors: each message is still what a proof or a recording says, ids are unique, sections exist, both pages show all. */
export function errorProblems(): Problem[] {
  const pages = (['en', 'zh'] as const).map((language) => {
    const path = `site/${language}/errors.md`;
    return { language, path, text: readFileSync(join(root, path), 'utf8') };
  });
  const headings = readMentions(pages[0]!.text).mentions.filter(({ kind }) => kind === 'heading');
  const taken = new Set(headings.map(({ name }) => name));
  const problems: Problem[] = [];
  for (const { id, rows } of groups) {
    for (const { path, text } of pages)
      if (!text.split('\n').includes(`<<< errors:${id}`))
        problems.push({ at: path, message: `does not show its rows; add: <<< errors:${id}` });
    for (const row of rows) {
      const at = `site/.vitepress/errors/rows/${id}.ts`;
      if (taken.has(row.id))
        problems.push({ at, message: `the id "${row.id}" is there twice; people link to it` });
      taken.add(row.id);
      problems.push(
        ...rowProblems(row).map((message) => ({ at, message: `${row.id}: ${message}` })),
      );
    }
  }
  return problems;
}

/** What is wrong with one row by itself. */
export function rowProblems(row: Row): string[] {
  const attempts = [
    () => messagesOf(row.from),
    ...placesOf(row).flatMap((place) =>
      (['en', 'zh'] as const).map((language) => () => placeLink(place, language)),
    ),
  ];
  const problems = attempts.flatMap((look) => {
    try {
      look();
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  });
  if ('documented' in row.from && !row.from.documented.startsWith('https://'))
    problems.push('documented: give the address of the documentation');
  return [...new Set(problems)];
}

/** The proofs that rows take their messages from. */
export const errorProofs = (): string[] =>
  allRows().flatMap(({ from }) => ('proof' in from ? [from.proof] : []));
