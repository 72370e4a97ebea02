import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from './pages.ts';
import { root } from '../checkout/paths.ts';

/** The sections of a question, by heading id, in the order of the page. */
export const sectionIds = ['short', 'full', 'evidence', 'bonus', 'wrong', 'follow-ups'] as const;
export type SectionId = (typeof sectionIds)[number];

/** Pages of the folder that are not questions: the list, practice, the interviewer's sheet. */
const tools = ['index.md', 'practice.md', 'sheet.md'];

/** One page of `interview/`: the question as it is said, and what stands in its front matter and sections. */
export interface Question {
  /** The file's name, and the last part of the address. */
  slug: string;
  /** The path from the repository's root. */
  path: string;
  /** The heading: the question as an interviewer says it. */
  asked: string;
  /** Front matter, as it is written. */
  title: string;
  description: string;
  level: string;
  topic: string;
  /** Sections of other pages that teach the answer: `worker-threads#pool`. */
  related: string[];
  /** Markdown of each section, without its heading. */
  sections: Map<string, { text: string; line: number }>;
  /** Link definitions (`[name]: address`), which a section needs when it is shown elsewhere. */
  definitions: string;
  /** Front matter that was not understood, by line. */
  unread: { text: string; line: number }[];
}

/** The folder of one language's questions, from the repository's root. */
const folderOf = (language: Language): string => `site/${language}/interview`;

/** All questions of one language, by slug. */
export function readQuestions(language: Language): Question[] {
  const folder = folderOf(language);
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md') && !tools.includes(name))
    .sort()
    .map((name) => {
      const path = `${folder}/${name}`;
      return {
        slug: name.slice(0, -'.md'.length),
        path,
        ...parseQuestion(readFileSync(join(root, path), 'utf8')),
      };
    });
}

/** Reads a question's page. What is missing stays empty: the check says so, with file and line. */
export function parseQuestion(text: string): Omit<Question, 'slug' | 'path'> {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const end = lines[0] === '---' ? lines.indexOf('---', 1) : 0;
  const fields = new Map<string, string>();
  const unread: Question['unread'] = [];
  lines.slice(1, Math.max(1, end)).forEach((line, index) => {
    // One line a field, without quotes: what YAML would read in another way is refused.
    const match = /^(title|description|level|topic|related): (?!["'>|{&*!%@`])(.+)$/.exec(line);
    if (match && !/: | #/.test(match[2]!)) fields.set(match[1]!, match[2]!);
    else unread.push({ text: line, line: index + 2 });
  });

  let asked = '';
  let open: string[] | undefined;
  const found = new Map<string, { lines: string[]; line: number }>();
  const definitions: string[] = [];
  lines.forEach((line, index) => {
    if (index <= end) return;
    const heading = /^(#{1,2}) (.*?)\s*\{#([^}]+)\}$/.exec(line);
    if (heading) {
      open = [];
      if (heading[1] === '#') asked = heading[2]!;
      else found.set(heading[3]!, { lines: open, line: index + 1 });
    } else if (/^\[[^\]]+\]: /.test(line)) definitions.push(line);
    else open?.push(line);
  });
  const field = (name: string): string => fields.get(name) ?? '';
  return {
    asked,
    title: field('title'),
    description: field('description'),
    level: field('level'),
    topic: field('topic'),
    related: field('related')
      .replace(/^\[|\]$/g, '')
      .split(/,\s*/)
      .filter(Boolean),
    sections: new Map(
      [...found].map(([id, { lines: body, line }]) => [id, { text: body.join('\n').trim(), line }]),
    ),
    definitions: definitions.join('\n'),
    unread,
  };
}

/** Addresses of other questions that a text links to: `./cpu-bound`. */
export const linkedQuestions = (text: string): string[] =>
  [...text.matchAll(/\]\(\.\/([a-z0-9-]+)(?:#[a-z0-9-]+)?\)/g)].map(([, slug = '']) => slug);
