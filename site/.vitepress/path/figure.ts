import { levels, type Level } from '../../../scripts/pages/levels.ts';
import { prefixes, type Language } from '../../../scripts/pages/pages.ts';
import { exerciseIds, readExercise } from '../../../scripts/exercises/catalog.ts';
import { escape } from '../figures/output.ts';
import type { Figure } from '../figures/snippet.ts';
import { addressOf, questionsInOrder, sectionTitle } from '../interview/questions.ts';
import { words as interviewWords } from '../interview/words.ts';
import { topicsInOrder, topicTitle } from '../pages/topics.ts';
import { base } from '../settings.ts';
import { days } from './days.ts';
import { itemsOf, kinds, minutesOf, type Item } from './items.ts';
import { words } from './words.ts';

/** The page of the path. */
const page = 'seven-days';

/**
 * `path:level`, the choice of a level; `path:days`, minutes by day and level; `path:day-1`, what a day holds; `progress:tools`, the
 * buttons of the page of progress; `progress:topics`, `:questions`, `:exercises` and `:days`, everything that one can be done with.
 *
 * Boxes and counts work by ../client; without scripts they are not there, and the lists are whole.
 *
 * @throws Error where there is nothing of that name.
 */
export function pathFigure(name: string, language: Language): Figure {
  const day = days[Number(/^path:day-([1-9])$/.exec(name)?.[1] ?? NaN) - 1];
  const html = day ? dayHtml(itemsOf(day, language), language) : parts[name]?.(language);
  if (html === undefined)
    throw new Error(`there is no ${name}; there are: ${Object.keys(parts).join(', ')}, path:day-1`);
  return { html: `${html}\n`, files: [] };
}

const parts: Record<string, (language: Language) => string> = {
  'path:level': levelHtml,
  'path:days': tableHtml,
  'progress:tools': toolsHtml,
  'progress:topics': (language) =>
    counted(
      topicsInOrder().map((topic) => ({ id: topic, title: escape(topicTitle(topic, language)) })),
      language,
    ),
  'progress:questions': (language) =>
    counted(
      questionsInOrder(language).map(({ slug, title, level }) => ({
        id: `interview/${slug}`,
        title: escape(title),
        level: level as Level,
      })),
      language,
    ),
  'progress:exercises': (language) =>
    counted(
      exerciseIds().map((id) => ({
        id: `exercises/${id}`,
        title: escape(readExercise(id).title[language]),
      })),
      language,
    ),
  'progress:days': daysHtml,
};

/** Something with a box, and a link to it. */
type Tick = Pick<Item, 'id' | 'title'> & { level?: Level; beside?: string };

/** An item; without a level it is everybody's. */
function tick({ id, title, level, beside }: Tick, language: Language): string {
  const link = `<a href="${base}${prefixes[language]}${id}">${title}</a>`;
  const said = [
    ...(beside ? [`<small>${beside}</small>`] : []),
    ...(level && level !== 'basic' ? [levelMark(level, language)] : []),
  ];
  return [
    `<label><input type="checkbox" autocomplete="off" data-done="${id}"> ${link}</label>`,
    ...(said.length > 0 ? [`<span class="beside">${said.join(' ')}</span>`] : []),
  ].join(' ');
}

const levelMark = (level: Level, language: Language): string =>
  `<span class="level level-${level}">${interviewWords[language].levels[level]}</span>`;

/** How many boxes of a section are ticked; a script knows. */
const count = (language: Language): string =>
  `<span class="done-count">${words[language].done}<span data-count></span></span>`;

function counted(ticks: readonly Tick[], language: Language): string {
  const items = ticks.map((one) => `<li>${tick(one, language)}</li>`).join('');
  return `<section><p>${count(language)}</p><ul class="ticks ticks-wide">${items}</ul></section>`;
}

function dayHtml(items: readonly Item[], language: Language): string {
  const t = words[language];
  const minutes = minutesOf(items);
  const about = t.about(`<span data-minutes="${minutes.join(' ')}">${minutes.at(-1)}</span>`);
  const groups = kinds.map((kind) => {
    const own = items.filter((item) => item.kind === kind);
    const list = own.map((item) => {
      const beside = [item.where && escape(item.where), t.minutes(item.minutes)]
        .filter(Boolean)
        .join(' · ');
      return `<li data-from="${item.level}">${tick({ ...item, beside }, language)}</li>`;
    });
    const practise = kind === 'answer' ? practiseLink(own, language) : '';
    return `<div><dt>${t.kinds[kind]}</dt><dd><ul class="ticks">${list.join('')}</ul>${practise}</dd></div>`;
  });
  return `<section data-pagefind-ignore><p>${about} ${count(language)}</p><dl class="day">${groups.join('')}</dl></section>`;
}

function practiseLink(questions: readonly Item[], language: Language): string {
  const slugs = questions.map(({ id }) => id.replace('interview/', ''));
  const link = `<a href="${addressOf('practice', language)}?q=${slugs.join(',')}">${words[language].practise(slugs.length)}</a>`;
  return `<p class="practise">${link}</p>`;
}

function levelHtml(language: Language): string {
  const options = levels.map((level) => {
    const isHighest = level === levels.at(-1);
    return `<option value="${level}"${isHighest ? ' selected' : ''}>${interviewWords[language].levels[level]}</option>`;
  });
  return `<form class="interview-form" data-pagefind-ignore><label>${words[language].level} <select autocomplete="off" data-progress="level">${options.join('')}</select></label></form>`;
}

const dayTitle = (index: number, language: Language): string =>
  escape(sectionTitle(`${page}#day-${index + 1}`, language));

function tableHtml(language: Language): string {
  const t = words[language];
  const head = levels.map(
    (level) => `<th scope="col">${interviewWords[language].levels[level]}</th>`,
  );
  const rows = days.map((day, index) => {
    const cells = minutesOf(itemsOf(day, language)).map((minutes) => `<td>${minutes}</td>`);
    return `<tr><th scope="row"><a href="#day-${index + 1}">${dayTitle(index, language)}</a></th>${cells.join('')}</tr>`;
  });
  return `<table class="days"><caption>${t.table}</caption><thead><tr><th scope="col">${t.day}</th>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function daysHtml(language: Language): string {
  const parts = days.map((day, index) => {
    const items = itemsOf(day, language).map(
      (item) => `<li data-from="${item.level}">${tick(item, language)}</li>`,
    );
    return `<details><summary>${dayTitle(index, language)} ${count(language)}</summary><ul class="ticks">${items.join('')}</ul></details>`;
  });
  return `<section class="own-days"><p>${count(language)}</p>${parts.join('')}</section>`;
}

function toolsHtml(language: Language): string {
  const t = words[language];
  const buttons = (['export', 'import', 'clear'] as const).map(
    (tool) => `<button type="button" data-tool="${tool}">${t[tool]}</button>`,
  );
  return `<form class="interview-form" aria-label="${t.tools}" data-progress="tools">${buttons.join('')}<input type="file" accept=".json,application/json" hidden><span role="status"></span></form>`;
}
