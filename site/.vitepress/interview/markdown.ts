import type { MarkdownRenderer } from 'vitepress';
import { join } from 'node:path';
import type { Level } from '../../../scripts/pages/levels.ts';
import { languageOf, prefixes, type Language } from '../../../scripts/pages/pages.ts';
import { root } from '../../../scripts/checkout/paths.ts';
import type { Question } from '../../../scripts/pages/questions.ts';
import { exerciseIds, fileOf, readExercise } from '../../../scripts/exercises/catalog.ts';
import { words as exerciseWords } from '../exercises/words.ts';
import { escape, inline } from '../figures/output.ts';
import { heading } from '../figures/snippet.ts';
import { words as figureWords } from '../figures/words.ts';
import { belowSections, insert, standsFor } from '../markdown/places.ts';
import { base } from '../settings.ts';
import type { Island } from '../theme/site.ts';
import { partOf, topicTitle } from '../pages/topics.ts';
import { addressOf, questionsInOrder, sectionTitle } from './questions.ts';
import { words } from './words.ts';

interface Env {
  relativePath?: string;
  includes?: string[];
  /** The component that works on the page's list, for the theme. */
  island?: Island;
}

/**
 * The Markdown of the interview pages: `<<< questions:list`, `questions:practice` and `questions:sheet` show all
 * questions in three forms; a question's page gets its level, topic and copy buttons below the title; and a section that
 * a question names as `related` says which question that is.
 *
 * Each form is a list that reads well without JavaScript. What ../client mounts in the island before it works on that list.
 */
export function interview(md: MarkdownRenderer): void {
  const forms: Record<string, (language: Language) => { island: Island; list: string }> = {
    list: (language) => ({
      island: {
        name: 'filter',
        props: { topics: topicsOf(language), count: questionsInOrder(language).length },
      },
      list: byTopic(md, language),
    }),
    practice: (language) => ({
      island: { name: 'practice', props: { topics: topicsOf(language) } },
      list: plain(md, language),
    }),
    sheet: (language) => ({
      island: { name: 'sheet', props: { topics: topicsOf(language) } },
      list: toChoose(md, language),
    }),
  };

  md.block.ruler.before(
    'snippet',
    'questions',
    standsFor(/^<<< questions:(list|practice|sheet)$/, ([, form], env: Env) => {
      const language = languageOf(env.relativePath ?? '');
      const { island, list } = forms[form!]!(language);
      env.island = island;
      env.includes?.push(...questionsInOrder(language).map(({ path }) => join(root, path)));
      if (form === 'sheet')
        env.includes?.push(...exerciseIds().map((id) => fileOf(id, 'exercise')));
      return `<!-- island -->\n${list}`;
    }),
  );

  md.core.ruler.push('questions', (state) => {
    const env = state.env as Env;
    const page = /^(?:zh\/)?(.*)\.md$/.exec(env.relativePath ?? '')?.[1];
    // Lists of questions are no question, and teach none.
    if (page === undefined || /^interview\/(index|practice|sheet)$/.test(page)) return;
    const language = languageOf(env.relativePath ?? '');
    const questions = questionsInOrder(language);
    const own = questions.find(({ slug }) => page === `interview/${slug}`);
    if (own) {
      const title = state.tokens.findIndex(
        ({ type, tag }) => type === 'heading_close' && tag === 'h1',
      );
      insert(state, title + 1, questionMeta(own, language));
      return;
    }

    belowSections(state, page, (place) => {
      const asked = questions.filter(({ related }) => related.includes(place));
      if (asked.length === 0) return undefined;
      env.includes?.push(...asked.map(({ path }) => join(root, path)));
      return askedLine(asked, language);
    });
  });
}

function questionMeta({ level, related }: Question, language: Language): string {
  const t = words[language];
  return [
    `<p class="question-meta" data-pagefind-ignore>`,
    levelMark(level, language),
    ...related.map((place) => {
      const page = place.split('#')[0]!;
      return `<a href="${base}${prefixes[language]}${place}">${escape(topicTitle(page, language))} · ${escape(sectionTitle(place, language))}</a>`;
    }),
    `<a href="${base}${prefixes[language]}interview/">${t.allQuestions}</a>`,
    `<button type="button" class="copy-page" data-copy-page="url">${t.copyUrl}</button>`,
    `<button type="button" class="copy-page" data-copy-page="markdown">${t.copyMarkdown}</button></p>\n`,
  ].join(' ');
}

const levelMark = (level: string, language: Language): string =>
  `<span class="level level-${level}">${words[language].levels[level as Level]}</span>`;

function askedLine(questions: readonly Question[], language: Language): string {
  const links = questions.map(
    ({ slug, title }) => `<a href="${addressOf(slug, language)}">${escape(title)}</a>`,
  );
  return `<p class="asked" data-pagefind-ignore>${words[language].asked} ${links.join(' · ')}</p>\n`;
}

/** The topics that have questions. */
function topicsOf(language: Language): { id: string; title: string }[] {
  const ids = [...new Set(questionsInOrder(language).map(({ topic }) => topic))];
  return ids.map((id) => ({ id, title: topicTitle(id, language) }));
}

/** One question in a list, with what the components read of it. */
function item({ slug, level, topic }: Question, content: string, language: Language): string {
  return `<li data-slug="${slug}" data-level="${level}" data-topic="${topic}">${content} ${levelMark(level, language)}</li>`;
}

const link = (md: MarkdownRenderer, { slug, asked }: Question, language: Language): string =>
  `<a href="${addressOf(slug, language)}">${md.renderInline(asked, {})}</a>`;

/** Every question below its topic. */
function byTopic(md: MarkdownRenderer, language: Language): string {
  const questions = questionsInOrder(language);
  const topics = [...new Set(questions.map(({ topic }) => topic))];
  const lists = topics.map((topic) => {
    const items = questions
      .filter((question) => question.topic === topic)
      .map((question) => item(question, link(md, question, language), language));
    const title = heading(topic, topicTitle(topic, language), figureWords[language].copyLink);
    return `<section>${title}<ul class="question-list">${items.join('')}</ul></section>`;
  });
  return `<div>${lists.join('')}</div>\n`;
}

/** Every question in one list. */
function plain(md: MarkdownRenderer, language: Language): string {
  const items = questionsInOrder(language).map((question) =>
    item(question, link(md, question, language), language),
  );
  return `<ul class="question-list">${items.join('')}</ul>\n`;
}

/** Every question with a box. */
function toChoose(md: MarkdownRenderer, language: Language): string {
  const items = questionsInOrder(language).map((question) =>
    item(
      question,
      `<label><input type="checkbox"> ${md.renderInline(question.asked, {})}</label>`,
      language,
    ),
  );
  const exercises = exerciseIds().map((id) => exerciseToChoose(id, language));
  return `<ul class="question-list sheet">${[...items, ...exercises].join('')}</ul>\n`;
}

/** An exercise with a box: whatever level is chosen. What a solution must do is there at once, since it is short. */
function exerciseToChoose(id: string, language: Language): string {
  const { title, minutes, demands, sections } = readExercise(id);
  const t = words[language];
  const [page = ''] = sections[0]!.split('#');
  const topic = topicsOf(language).find((one) => one.id === page || one.id === partOf[page])?.id;
  const address = `${base}${prefixes[language]}exercises/${id}`;
  const says = demands.map((demand) => `<li>${inline(demand.says[language])}</li>`);
  const hints = `<div class="hints"><p class="hint">${exerciseWords[language].demands}</p><ul>${says.join('')}</ul><p><a href="${address}">${t.task}</a></p><p class="score">${t.points}: 0 · 1 · 2 · 3</p><p class="notes">${t.notes}:</p></div>`;
  return `<li data-slug="write-${id}" data-topic="${topic ?? ''}"><label><input type="checkbox"> ${t.write}${escape(title[language])}</label> <span class="level">${exerciseWords[language].minutes(minutes).replace(/[.。]$/, '')}</span>${hints}</li>`;
}
