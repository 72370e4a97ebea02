import type { MarkdownRenderer } from 'vitepress';
import { join } from 'node:path';
import type { Level } from '../../../scripts/levels.ts';
import { languageOf, prefixes, type Language } from '../../../scripts/pages.ts';
import { root } from '../../../scripts/paths.ts';
import type { Question } from '../../../scripts/questions.ts';
import { escape } from '../figures/output.ts';
import { heading } from '../figures/snippet.ts';
import { words as figureWords } from '../figures/words.ts';
import { base } from '../settings.ts';
import { topicTitle } from '../topics.ts';
import { addressOf, questionsInOrder, sectionTitle } from './questions.ts';
import { words } from './words.ts';

interface Env {
  relativePath?: string;
  includes?: string[];
}

/**
 * The Markdown of the interview pages: `<<< questions:list`, `questions:practice` and `questions:sheet` show all
 * questions in three forms; a question's page gets its level, topic and copy buttons below the title; and a section that
 * a question names as `related` says which question that is.
 *
 * Each form is a list that reads well without JavaScript. The component before it works on that list.
 */
export function interview(md: MarkdownRenderer): void {
  const forms: Record<string, (language: Language) => string> = {
    list: (language) =>
      `<InterviewFilter ${topicsOf(language)} :count="${questionsInOrder(language).length}" />\n${byTopic(md, language)}`,
    practice: (language) => `<InterviewPractice ${topicsOf(language)} />\n${plain(md, language)}`,
    sheet: (language) => `<InterviewSheet ${topicsOf(language)} />\n${toChoose(md, language)}`,
  };

  md.block.ruler.before('snippet', 'questions', (state, startLine, _endLine, silent) => {
    const start = state.bMarks[startLine]! + state.tShift[startLine]!;
    const name = /^<<< questions:([a-z]+)$/.exec(
      state.src.slice(start, state.eMarks[startLine]).trimEnd(),
    )?.[1];
    const form = name === undefined ? undefined : forms[name];
    if (!form) return false;
    if (silent) return true;
    const env = state.env as Env;
    const token = state.push('html_block', '', 0);
    const language = languageOf(env.relativePath ?? '');
    token.content = form(language);
    env.includes?.push(...questionsInOrder(language).map(({ path }) => join(root, path)));
    token.map = [startLine, startLine + 1];
    state.line = startLine + 1;
    return true;
  });

  md.core.ruler.push('questions', (state) => {
    const env = state.env as Env;
    const page = /^(?:zh\/)?(.*)\.md$/.exec(env.relativePath ?? '')?.[1];
    // Lists of questions are no question, and teach none.
    if (page === undefined || /^interview\/(index|practice|sheet)$/.test(page)) return;
    const language = languageOf(env.relativePath ?? '');
    const questions = questionsInOrder(language);
    const html = (content: string): InstanceType<typeof state.Token> => {
      const token = new state.Token('html_block', '', 0);
      token.content = content;
      return token;
    };

    const own = questions.find(({ slug }) => page === `interview/${slug}`);
    if (own) {
      const title = state.tokens.findIndex(
        ({ type, tag }) => type === 'heading_close' && tag === 'h1',
      );
      state.tokens.splice(title + 1, 0, html(questionMeta(own, language)));
      return;
    }

    // From the last section to the first, so that places found stay where they are.
    let end = state.tokens.length;
    for (let index = state.tokens.length - 1; index >= 0; index--) {
      const token = state.tokens[index]!;
      if (token.type !== 'heading_open') continue;
      const place = `${page}#${token.attrGet('id')}`;
      const asked = questions.filter(({ related }) => related.includes(place));
      if (asked.length > 0) {
        state.tokens.splice(end, 0, html(askedLine(asked, language)));
        env.includes?.push(...asked.map(({ path }) => join(root, path)));
      }
      end = index;
    }
  });
}

function questionMeta({ level, related }: Question, language: Language): string {
  const t = words[language];
  return [
    `<p class="question-meta" data-pagefind-ignore v-pre>`,
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
  return `<p class="asked" data-pagefind-ignore v-pre>${words[language].asked} ${links.join(' · ')}</p>\n`;
}

/** The topics that have questions, as an attribute for a component. */
function topicsOf(language: Language): string {
  const ids = [...new Set(questionsInOrder(language).map(({ topic }) => topic))];
  const topics = ids.map((id) => ({ id, title: topicTitle(id, language) }));
  return `:topics="${escape(JSON.stringify(topics))}"`;
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
  return `<div v-pre>${lists.join('')}</div>\n`;
}

/** Every question in one list. */
function plain(md: MarkdownRenderer, language: Language): string {
  const items = questionsInOrder(language).map((question) =>
    item(question, link(md, question, language), language),
  );
  return `<ul class="question-list" v-pre>${items.join('')}</ul>\n`;
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
  return `<ul class="question-list sheet" v-pre>${items.join('')}</ul>\n`;
}
