import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Breach } from '../../../exercises/kit/types.ts';
import {
  exerciseIds,
  fileOf,
  naiveAnswers,
  readExercise,
} from '../../../scripts/exercises/catalog.ts';
import { readRecorded, recordedPath } from '../../../scripts/exercises/recorded.ts';
import { prefixes, type Language } from '../../../scripts/pages/pages.ts';
import { words as figureWords } from '../figures/words.ts';
import { highlight } from '../figures/highlight.ts';
import { escape, inline } from '../figures/output.ts';
import type { Figure } from '../figures/snippet.ts';
import { base } from '../settings.ts';
import { timelineHtml } from '../timeline/index.ts';
import { words } from './words.ts';

/**
 * `exercises:all`, the list; `exercise:id/skeleton` and `/solution`, the files; `exercise:id/verdict`, what the judge said of
 * each naive answer.
 *
 * @throws Error where there is nothing of that name.
 */
export function exerciseFigure(name: string, language: Language): Figure {
  if (name === 'exercises:all') return exerciseList(language);
  const [, id = '', part] = /^exercise:([\w-]+)\/(skeleton|solution|verdict)$/.exec(name) ?? [];
  if (part === 'skeleton' || part === 'solution') return source(fileOf(id, part));
  if (part === 'verdict') return verdicts(id, language);
  throw new Error(`"${name}" is no part of an exercise`);
}

const frame = (html: string): string =>
  `<figure class="snippet snippet-short" data-pagefind-ignore>${html}</figure>\n`;

function source(file: string): Figure {
  const text = readFileSync(file, 'utf8').trimEnd();
  const lines = text.split('\n').length;
  return {
    html: frame(
      `<figcaption class="f-head"><span class="f-file">${escape(basename(file))}</span></figcaption><div class="f-code" style="--lines:${lines}">${highlight(text)}</div>`,
    ),
    files: [file],
  };
}

function exerciseList(language: Language): Figure {
  const items = exerciseIds().map((id) => {
    const { title, minutes, task, needs } = readExercise(id);
    const needed = needs
      ? ` <em>${figureWords[language].needs}: ${escape(needs.join(', '))}</em>`
      : '';
    const [first = ''] = task[language].split(/(?<=[.。])\s*/);
    return `<li><a href="${base}${prefixes[language]}exercises/${id}">${escape(title[language])}</a><span>${inline(first)} ${words[language].minutes(minutes)}${needed}</span></li>`;
  });
  return {
    html: `<ul class="snippet-list exercise-list">${items.join('')}</ul>\n`,
    files: exerciseIds().map((id) => fileOf(id, 'exercise')),
  };
}

function verdicts(id: string, language: Language): Figure {
  const t = words[language];
  const recorded = readRecorded(id);
  if (!recorded)
    throw new Error(`${id} has no verdicts; make them with: npm run exercise -- --record ${id}`);
  const { demands } = readExercise(id);
  const parts = naiveAnswers(id, demands).map(({ name, file, says, fails }, index) => {
    const { broken, trace } = recorded.naive[name] ?? {};
    const breach = broken?.[fails];
    if (!trace || !breach) throw new Error(`${id}: nothing is recorded of ${name}`);
    const demand = demands.find((candidate) => candidate.id === fails)!;
    const timeline = index === 0 ? timelineHtml(trace, language, 'compact') : undefined;
    return frame(
      [
        `<figcaption class="f-head"><span class="f-file">${escape(basename(file))}</span></figcaption>`,
        `<div class="e-verdict"><p>${inline(says[language])}</p>`,
        `<p class="e-broken"><strong>${t.breaks} <code>${escape(fails)}</code></strong> ${inline(demand.says[language])}</p>`,
        breachHtml(breach, language),
        '</div>',
        timeline ?? '',
      ].join(''),
    );
  });
  return { html: parts.join(''), files: [recordedPath(id)] };
}

function breachHtml({ steps, expected, happened }: Breach, language: Language): string {
  const t = words[language];
  const list = steps.map((step) => `<li>${escape(step[language])}</li>`).join('');
  return `<ol aria-label="${t.steps}">${list}</ol><dl><dt>${t.expected}</dt><dd>${escape(expected[language])}</dd><dt>${t.happened}</dt><dd>${escape(happened[language])}</dd></dl>`;
}
