import { exerciseIds, readExercise } from '../../../scripts/exercises/catalog.ts';
import { readRecorded } from '../../../scripts/exercises/recorded.ts';
import { prefixes, type Language } from '../../../scripts/pages/pages.ts';
import { questionsInOrder, sectionTitle } from '../interview/questions.ts';
import { words } from './words.ts';

/** One page per exercise, for VitePress's dynamic routes. The heading comes with the content: a template shows it literally. */
export const exercisePages = (language: Language): { params: { id: string }; content: string }[] =>
  exerciseIds().map((id) => ({
    params: { id },
    content: contentOf(id, language),
  }));

function contentOf(id: string, language: Language): string {
  const t = words[language];
  const { title, minutes, task, demands, hints, sections, question, needs } = readExercise(id);
  const prefix = `/${prefixes[language]}`;
  const asked = questionsInOrder(language).find(({ slug }) => slug === question);
  return [
    `# ${title[language]} {#${id}}`,
    `${task[language]} ${t.minutes(minutes)}`,
    `\`\`\`sh\nnpm run exercise ${id}\n\`\`\``,
    t.beginNote,
    ...(needs ? [t.needs(needs.map((name) => `\`${name}\``).join(', '))] : []),
    `## ${t.interface} {#interface}`,
    `<<< exercise:${id}/skeleton`,
    `## ${t.demands} {#demands}`,
    t.demandsNote,
    demands.map((demand) => `- \`${demand.id}\` ${demand.says[language]}`).join('\n'),
    `## ${t.verdict} {#verdict}`,
    t.verdictNote(readRecorded(id)?.node ?? ''),
    `<<< exercise:${id}/verdict`,
    `## ${t.hints} {#hints}`,
    ...hints.map((hint, index) =>
      [`<details><summary>${t.hint(index + 1)}</summary>`, hint[language], '</details>'].join(
        '\n\n',
      ),
    ),
    `## ${t.solution} {#solution}`,
    [`<details><summary>${t.show}</summary>`, `<<< exercise:${id}/solution`, '</details>'].join(
      '\n\n',
    ),
    `## ${t.more} {#more}`,
    [
      ...sections.map((section) => `- [${sectionTitle(section, language)}](${prefix}${section})`),
      ...(asked ? [`- ${t.asked} [${asked.title}](${prefix}interview/${asked.slug})`] : []),
      `- [${t.back}](${prefix}exercises/)`,
    ].join('\n'),
  ].join('\n\n');
}
