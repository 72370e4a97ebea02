import type { Plugin } from 'vite';
import { join } from 'node:path';
import { prefixes, type Language } from '../../../scripts/pages/pages.ts';
import { root } from '../../../scripts/checkout/paths.ts';
import { readQuestions, type Question, type SectionId } from '../../../scripts/pages/questions.ts';

/** What the sheet shows of a question beside its short answer, as HTML. */
export interface Hints {
  bonus: string;
  wrong: string;
}

type Render = (source: string, env: object) => string;

let render: Render | undefined;

/** Keeps the site's own renderer for the plugin below, so that a sentence reads the same in both places. */
export function answersUse(siteRenderer: Render): void {
  render = siteRenderer;
}

/**
 * The modules `virtual:interview-answers/en` and `…/zh` with the short answers of all questions by slug, and
 * `virtual:interview-hints/…` with their hints. Practice and the sheet fetch theirs once they run: in the pages it would be half
 * of a first visit, and practice needs no hints.
 */
export function interviewAnswers(): Plugin {
  const name = /^virtual:interview-(answers|hints)\/(en|zh)$/;
  return {
    name: 'interview-answers',
    resolveId: (id) => (name.test(id) ? `\0${id}` : undefined),
    load(id) {
      const [, what, language] = name.exec(id.slice(1)) ?? [];
      if (!what) return undefined;
      const questions = readQuestions(language as Language);
      for (const { path } of questions) this.addWatchFile(join(root, path));
      const of = what === 'hints' ? hintsOf : shortOf;
      const entries = questions.map((question) => [
        question.slug,
        of(question, language as Language),
      ]);
      return `export default ${JSON.stringify(Object.fromEntries(entries))};`;
    },
  };
}

/** A question's short answer as HTML; its links lead from any page of the site. */
export const shortOf = (question: Question, language: Language): string =>
  sectionOf(question, 'short', language);

const hintsOf = (question: Question, language: Language): Hints => ({
  bonus: sectionOf(question, 'bonus', language),
  wrong: sectionOf(question, 'wrong', language),
});

function sectionOf({ sections, definitions }: Question, id: SectionId, language: Language): string {
  // Links between questions are relative to their folder.
  const relativePath = `${prefixes[language]}interview/practice.md`;
  return render!(`${sections.get(id)?.text ?? ''}\n\n${definitions}`, {
    path: join(root, 'site', relativePath),
    relativePath,
    cleanUrls: true,
  });
}
