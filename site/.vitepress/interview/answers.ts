import type { MarkdownRenderer } from 'vitepress';
import type { Plugin } from 'vite';
import { join } from 'node:path';
import { prefixes, type Language } from '../../../scripts/pages.ts';
import { root } from '../../../scripts/paths.ts';
import { readQuestions, type SectionId } from '../../../scripts/questions.ts';

/** What practice and the sheet show of a question, as HTML. */
export interface Answer {
  short: string;
  bonus: string;
  wrong: string;
}

let renderer: MarkdownRenderer | undefined;

/** Keeps the site's own renderer for the plugin below, so that a sentence reads the same in both places. */
export function answersUse(md: MarkdownRenderer): void {
  renderer = md;
}

/**
 * The modules `virtual:interview-answers/en` and `…/zh`: sections of all questions by slug. Practice and the sheet fetch
 * theirs once they run; in the pages it would be half of a first visit.
 */
export function interviewAnswers(): Plugin {
  const name = /^virtual:interview-answers\/(en|zh)$/;
  return {
    name: 'interview-answers',
    resolveId: (id) => (name.test(id) ? `\0${id}` : undefined),
    load(id) {
      const language = name.exec(id.slice(1))?.[1] as Language | undefined;
      if (!language) return undefined;
      for (const { path } of readQuestions(language)) this.addWatchFile(join(root, path));
      return `export default ${JSON.stringify(renderAnswers(language))};`;
    },
  };
}

function renderAnswers(language: Language): Record<string, Answer> {
  // Links between questions are relative to their folder.
  const relativePath = `${prefixes[language]}interview/practice.md`;
  return Object.fromEntries(
    readQuestions(language).map(({ slug, sections, definitions }) => {
      const section = (id: SectionId): string =>
        renderer!.render(`${sections.get(id)?.text ?? ''}\n\n${definitions}`, {
          path: join(root, 'site', relativePath),
          relativePath,
          cleanUrls: true,
        });
      return [slug, { short: section('short'), bonus: section('bonus'), wrong: section('wrong') }];
    }),
  );
}
