import { join } from 'node:path';
import { root } from '../../../scripts/checkout/paths.ts';
import type { Language } from '../../../scripts/pages/pages.ts';
import { escape } from '../figures/output.ts';
import { pageOf, recordedOn, type Figure } from '../figures/snippet.ts';
import { draw } from './draw.ts';
import { findChart } from './index.ts';
import { fill, recordingOf, type Filled } from './model.ts';
import { words } from './words.ts';

/**
 * A chart: its title, the drawing, the table behind it, and the run that it comes from.
 *
 * @throws Error where there is no chart of that id, or its recording lacks one of its measurements.
 */
export function chartFigure(id: string, language: Language): Figure {
  const chart = findChart(id);
  const { recording, file } = recordingOf(chart);
  const filled = fill(chart, recording.header, language);
  const t = words[language];
  const title = chart.title[language];
  const table = tableOf(filled);
  const description = table
    .map(({ name, values }) => {
      const list = values.map(([label, value]) => `${label} ${value}`).join(t.joint);
      return name ? `${name}${t.colon}${list}` : list;
    })
    .join(t.listEnd);
  return {
    html: [
      `<figure class="chart" data-chart="${id}" data-pagefind-ignore>`,
      `<figcaption class="c-title">${escape(title)}</figcaption>`,
      draw(filled, 'wide', title, description),
      draw(filled, 'narrow', title, description),
      legend(filled, language),
      `<details class="c-table"><summary>${t.table}</summary>${tableHtml(table)}</details>`,
      `<p class="f-foot"><span>${escape(recordedOn(recording, language))}</span>`,
      `<a href="${pageOf(chart.snippet, language)}">${chart.snippet}</a></p></figure>\n`,
    ].join(''),
    files: [join(root, 'site/.vitepress/charts', `${id}.ts`), file],
  };
}

/** The numbers by group or line, each with its label. */
function tableOf(filled: Filled): { name: string; values: [label: string, value: string][] }[] {
  if (filled.kind === 'bars')
    return filled.groups.map(({ name, bars }) => ({
      name,
      values: bars.map((bar) => [bar.name, bar.text]),
    }));
  return filled.lines.map(({ name, points }) => ({
    name,
    values: points.map(({ at, text }) => [`${filled.along} ${at}`, text]),
  }));
}

function tableHtml(table: ReturnType<typeof tableOf>): string {
  const bodies = table.map(({ name, values }) => {
    const heading = name ? `<tr><th scope="rowgroup" colspan="2">${escape(name)}</th></tr>` : '';
    const rows = values.map(
      ([label, value]) => `<tr><th scope="row">${escape(label)}</th><td>${escape(value)}</td></tr>`,
    );
    return `<tbody>${heading}${rows.join('')}</tbody>`;
  });
  return `<table class="f-table">${bodies.join('')}</table>`;
}

/** The names of lines. Groups and bars carry theirs. */
function legend(filled: Filled, language: Language): string {
  if (filled.kind === 'bars') return '';
  const names = filled.lines.map(
    ({ name }, index) => `<li class="c-key-${index}">${escape(name)}</li>`,
  );
  if (filled.cores !== undefined)
    names.push(`<li class="c-key-limit">${words[language].limit(filled.cores)}</li>`);
  return `<ul class="c-legend" aria-hidden="true">${names.join('')}</ul>`;
}
