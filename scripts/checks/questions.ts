import { readPages, type Page } from '../pages/pages.ts';
import { levels, type Level } from '../pages/levels.ts';
import { linkedQuestions, readQuestions, sectionIds, type Question } from '../pages/questions.ts';
import type { Problem } from './problem.ts';

/** A description longer than this is cut in the preview of a link. */
const longestDescription = 160;

/** Every question has its front matter, its sections in order, evidence, follow-ups, and the same facts in both languages. */
export function checkQuestions(): Problem[] {
  const [english, chinese] = [readQuestions('en'), readQuestions('zh')];
  const pages = readPages('en');
  return [
    ...english.flatMap((question) => checkQuestion(question, english, pages)),
    ...chinese.flatMap((question) => checkQuestion(question, chinese, pages)),
    ...english.flatMap((question) => differences(question, chinese)),
  ];
}

/** What is wrong with one question by itself. A missing twin is found with the pages. */
export function checkQuestion(
  question: Question,
  all: readonly Question[],
  pages: readonly Pick<Page, 'name' | 'mentions'>[],
): Problem[] {
  const { path, sections, unread } = question;
  const problems: Problem[] = unread.map(({ text, line }) => ({
    at: `${path}:${line}`,
    message: `front matter "${text}": write title, description, level, topic, related, each on a line, without quotes, ": " or " #"`,
  }));
  const say = (message: string, line = 1): void => {
    problems.push({ at: `${path}:${line}`, message });
  };

  if (!question.asked)
    say('has no heading; begin with the question as it is said: # … {#question}');
  for (const field of ['title', 'description', 'level', 'topic'] as const) {
    if (!question[field]) say(`has no ${field} in its front matter`);
  }
  if (question.level && !levels.includes(question.level as Level))
    say(`level ${question.level}: there are ${levels.join(', ')}`);
  if (question.description.length > longestDescription)
    say(
      `the description has ${question.description.length} characters; previews show ${longestDescription}`,
    );

  if (question.related.length === 0)
    say('names no section that teaches it; add related: [page#section] to the front matter');
  for (const place of question.related) {
    const [name, id] = place.split('#');
    const page = pages.find((candidate) => candidate.name === `${name}.md`);
    if (!page?.mentions.some(({ kind, name: heading }) => kind === 'heading' && heading === id))
      say(`related: there is no section ${place}`);
  }

  const order = [...sections.keys()];
  for (const id of sectionIds) {
    const section = sections.get(id);
    if (!section) say(`has no section {#${id}}`);
    else if (!section.text) say(`the section {#${id}} is empty`, section.line);
  }
  const wanted = sectionIds.filter((id) => sections.has(id));
  if (wanted.length === sectionIds.length && order.join() !== sectionIds.join())
    say(`its sections are ${order.join(', ')}; they must be ${sectionIds.join(', ')}`);

  const evidence = sections.get('evidence');
  if (evidence?.text && !/^<<< (?!diagram:)\S/m.test(evidence.text))
    say('its evidence shows no snippet; embed one with <<< id#region', evidence.line);

  const followUps = sections.get('follow-ups');
  if (followUps) {
    const slugs = linkedQuestions(followUps.text);
    if (slugs.length < 2) say('links fewer than two questions: [text](./slug)', followUps.line);
    for (const slug of slugs) {
      if (!all.some((other) => other.slug === slug))
        say(`follow-ups: there is no question ${slug}`, followUps.line);
    }
  }
  return problems;
}

function differences(question: Question, others: readonly Question[]): Problem[] {
  const twin = others.find(({ slug }) => slug === question.slug);
  if (!twin) return [];
  const facts = ({ level, topic, related, sections }: Question): Record<string, string> => ({
    level,
    topic,
    related: related.join(', '),
    'follow-ups': linkedQuestions(sections.get('follow-ups')?.text ?? '').join(', '),
  });
  const [mine, theirs] = [facts(question), facts(twin)];
  return Object.keys(mine)
    .filter((name) => mine[name] !== theirs[name])
    .map((name) => ({
      at: `${twin.path}:1`,
      message: `${name} is "${theirs[name]}", in ${question.path} "${mine[name]}"`,
    }));
}
