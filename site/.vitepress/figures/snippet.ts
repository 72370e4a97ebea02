import { readFileSync } from 'node:fs';
import { basename, posix, relative } from 'node:path';
import { filesOf, type Snippet } from '../../../scripts/catalog/catalog.ts';
import { hashOf } from '../../../scripts/catalog/hash.ts';
import { matrixPath, readMatrix, readSystems } from '../../../scripts/matrix/file.ts';
import { prefixes, type Language } from '../../../scripts/pages/pages.ts';
import { root } from '../../../scripts/checkout/paths.ts';
import {
  castPath,
  readRecording,
  type Measurement,
  type Recording,
} from '../../../scripts/recording/recording.ts';
import { tracePath } from '../../../scripts/timeline/files.ts';
import { regionsOf, withoutMarkers } from '../../../scripts/catalog/regions.ts';
import { base } from '../settings.ts';
import { snippetOf } from '../pages/snippets.ts';
import { runButtons, timelineFigure } from '../timeline/index.ts';
import { highlight, highlightWithTypes } from './highlight.ts';
import { typesLater } from './later-types.ts';
import { escape, outputLines, type OutputLine } from './output.ts';
import { dateText, words, type Words } from './words.ts';

/** A figure and the files it was made from, for hot reload. */
export interface Figure {
  html: string;
  files: string[];
}

/** Output longer than this is cut in the short form. */
const shortOutput = 16;

/**
 * The short form: a region, the command, the recorded output, the timeline, links.
 *
 * @param name - `id#region` or `id`.
 * @param lines - Which lines of the output, as `2-5,8`; all where undefined and few.
 * @param again - The page has shown this snippet before: command, timeline and links are not repeated.
 * @param timeline - Whether the timeline's drawing, unless it is heavy, stands in the page, or comes when a reader does.
 * @throws Error where the id, the region, the recording or a line is not there.
 */
export function shortFigure(
  name: string,
  lines: string | undefined,
  language: Language,
  again: boolean,
  timeline: 'compact' | 'later' = 'compact',
): Figure {
  const { snippet, recording, file, source } = loadRegion(name, language);
  if (file !== snippet.file) return codeFigure(name, language);
  const { id } = snippet;
  const output = outputBlock(name, snippet, recording, lines, language);
  if (again) {
    return { html: figure('short', id, [source, output]), files: [file, castPath(id)] };
  }
  const foot = [
    `<span>${escape(recordedOn(recording, language))}</span>`,
    `<a href="${pageOf(id, language)}">${words[language].whole}</a>`,
  ];
  return {
    html: figure('short', id, [
      source,
      runLine(snippet, recording, language),
      output,
      compactTimeline(id, language, timeline),
      `<p class="f-foot">${foot.join(' ')}</p>`,
    ]),
    files: [file, castPath(id), tracePath(id)],
  };
}

/** A drawing of more characters than this comes when a reader does, wherever it stands: dozens of lanes are a tenth of a page. */
const heavyDrawing = 8_000;

function compactTimeline(id: string, language: Language, wanted: 'compact' | 'later'): string {
  const { html = '' } = timelineFigure(id, language, wanted) ?? {};
  return html.length > heavyDrawing ? compactTimeline(id, language, 'later') : html;
}

/**
 * A region's source alone: for a part of a snippet whose run stands elsewhere on the page, or for a companion,
 * as `id.companion#region`.
 *
 * @throws Error where the id or the region is not there.
 */
export function codeFigure(name: string, language: Language): Figure {
  const { snippet, file, source } = loadRegion(name, language);
  return { html: figure('short', snippet.id, [source]), files: [file] };
}

/**
 * The full form: every file with its types, the whole output, measurements, downloads, where it ran.
 *
 * @throws Error where the id or the recording is not there.
 */
export function fullFigure(id: string, language: Language): Figure {
  const { snippet, recording } = load(id);
  const t = words[language];
  const files = filesOf(snippet);
  const sources = Object.fromEntries(
    files.map((file) => [
      relative(root, file).replaceAll('\\', '/'),
      withoutMarkers(readFileSync(file, 'utf8')),
    ]),
  );

  const parts = [
    heading('run', t.run, t.copyLink),
    runLine(snippet, recording, language),
    `<p class="f-note">${escape(t.alone(basename(snippet.file)))}</p>`,
    snippet.needs.length > 0
      ? `<p class="f-note">${t.needs}: ${snippet.needs.map((need) => `<code>${escape(need)}</code>`).join(', ')}</p>`
      : '',
    heading('recording', t.recording, t.copyLink),
    outputBlock(id, snippet, recording, 'all', language),
    timelineFigure(id, language, 'full')?.html ?? '',
    measurementTable(recording.header.measurements, language),
    heading('source', t.source, t.copyLink),
    `<p class="f-note f-hover-only">${t.sourceHint}</p>`,
    ...sourceBlocks(id, sources, t),
    heading('environment', t.environment, t.copyLink),
    environmentTable(snippet, recording, language),
  ];
  return {
    html: figure('full', id, parts),
    files: [
      ...files,
      castPath(id),
      tracePath(id),
      matrixPath,
      ...readSystems().map(({ path }) => path),
    ],
  };
}

/**
 * Characters of sources with types that stand in a page. A phone shows no types, and has to lay them out all the same: with a dozen
 * companions they made the longest page 45,632 bytes instead of 28,989, and 1.5 million characters instead of 0.4.
 */
const mostTyped = 80_000;

/** The files of a snippet. Types of those further down, except its own, come when a reader does who can point at a name. */
function sourceBlocks(id: string, sources: Record<string, string>, t: Words): string[] {
  let typed = 0;
  return Object.entries(sources).map(([path, source], index) => {
    const name = basename(path);
    // Else it is what another program reads: YAML, a unit.
    const isCode = /\.[cm]?[jt]s$/.test(path);
    const html = isCode
      ? highlightWithTypes(source, path, namedBy(path, sources))
      : highlight(source, 'text');
    typed += html.length;
    const shown =
      !isCode || index === 0 || typed <= mostTyped
        ? html
        : highlight(source).replace(
            '<pre',
            `<pre data-later="${typesLater(name, html)}" data-later-where="(hover: hover)"`,
          );
    return [
      `<div class="f-source"><div class="f-head"><span class="f-file">${escape(name)}</span>`,
      `<a class="f-raw" href="${rawPath(id, name)}" download>${t.download}</a></div>`,
      `<div class="f-code${isCode ? '' : ' plain'}" ${linesOf(source)}>${shown}</div></div>`,
    ].join('');
  });
}

/** The sources that a file names, and those that they name: all that its types can come from. */
function namedBy(path: string, sources: Record<string, string>): Record<string, string> {
  const named: Record<string, string> = {};
  const visit = (from: string): void => {
    for (const [, name] of sources[from]!.matchAll(/'\.\/([^']+)'/g)) {
      const to = posix.join(posix.dirname(from), name!);
      if (to === path || to in named || !(to in sources)) continue;
      named[to] = sources[to]!;
      visit(to);
    }
  };
  visit(path);
  return named;
}

/**
 * A measurement as prose shows it.
 *
 * @throws Error where there is none of that name.
 */
export function measurementText(id: string, name: string): { html: string; files: string[] } {
  const { recording } = load(id);
  const found = recording.header.measurements.find((measurement) => measurement.name === name);
  if (!found) {
    const names = recording.header.measurements.map((measurement) => measurement.name);
    throw new Error(`no measurement "${name}" in ${id} (has: ${names.join(', ') || 'none'})`);
  }
  return {
    html: `<span class="measured" title="${escape(`${id}: ${name}`)}">${escape(`${found.text} ${found.unit}`)}</span>`,
    files: [castPath(id)],
  };
}

/** Where a raw file is served. */
export const rawPath = (id: string, file: string): string => `${base}raw/${id}/${file}`;

function load(id: string): { snippet: Snippet; recording: Recording } {
  const snippet = snippetOf(id);
  if (!snippet) throw new Error(`no snippet "${id}"`);
  const recording = readRecording(id);
  if (!recording) throw new Error(`${id} has no recording; make it with: npm run record -- ${id}`);
  return { snippet, recording };
}

/** A region with its caption, and what it belongs to. */
function loadRegion(
  name: string,
  language: Language,
): { snippet: Snippet; recording: Recording; file: string; source: string } {
  const [fileName = '', region] = name.split('#');
  const { snippet, recording } = load(fileName.split('.')[0]!);
  const file = filesOf(snippet).find((path) => basename(path) === `${fileName}.ts`);
  if (!file) throw new Error(`no file ${fileName}.ts in ${snippet.id}`);
  const { text, at } = cut(file, region);
  const caption = [
    `<a class="f-file" href="${pageOf(snippet.id, language)}">${escape(basename(file))}</a>`,
    `<span class="f-at">${at}</span>`,
  ];
  const source = `<figcaption class="f-head">${caption.join('')}</figcaption><div class="f-code" ${linesOf(text)}>${highlight(text)}</div>`;
  return { snippet, recording, file, source };
}

function cut(file: string, region: string | undefined): { text: string; at: string } {
  const whole = readFileSync(file, 'utf8');
  if (region === undefined) return { text: withoutMarkers(whole).trimEnd(), at: '' };
  const regions = regionsOf(whole);
  const found = regions.get(region);
  if (!found)
    throw new Error(
      `no region "${region}" in ${basename(file, '.ts')} (has: ${[...regions.keys()].join(', ') || 'none'})`,
    );
  return { text: found.text, at: `:${found.line}` };
}

/** The address of a snippet's own page. */
export function pageOf(id: string, language: Language): string {
  return `${base}${prefixes[language]}snippets/${id}`;
}

/** A figure stands outside the search index. */
function figure(form: 'short' | 'full', id: string, parts: readonly string[]): string {
  return `<figure class="snippet snippet-${form}" data-snippet="${id}" data-pagefind-ignore>${parts.join('')}</figure>\n`;
}

/** A heading as VitePress writes it, with its link. */
export const heading = (id: string, text: string, label: string, level = 2): string =>
  `<h${level} id="${id}" tabindex="-1">${text} <a class="header-anchor" href="#${id}" aria-label="${label}">&#8203;</a></h${level}>`;

/** A form, where the snippet takes numbers: then Enter in a field presses Run. It sends nothing anywhere. */
function runLine({ takes }: Snippet, { command }: Recording, language: Language): string {
  const { copy, copyCommand } = words[language];
  const line = `<code>${escape(command)}</code>${runButtons(language, takes.length > 0)}<button type="button" class="f-copy" data-copy="${escape(command)}" aria-label="${copyCommand}">${copy}</button>`;
  if (takes.length === 0) return `<div class="f-run">${line}</div>`;
  const fields = takes.map(
    ({ label, from, to, usual }) =>
      `<label>${escape(label[language])} <input type="number" min="${from}" max="${to}" value="${usual}" required> ${[from, to].map((limit) => limit.toLocaleString('en')).join('–')}</label>`,
  );
  return `<form class="f-run" method="dialog">${line}<span class="f-takes">${fields.join('')}</span></form>`;
}

function outputBlock(
  name: string,
  snippet: Snippet,
  recording: Recording,
  lines: string | undefined,
  language: Language,
): string {
  const t = words[language];
  const all = outputLines(recording.output, language);
  const chosen = choose(all, lines, snippet.id);
  const body = chosen
    .map((group) => group.map(lineHtml).join(''))
    .join('<span class="o-gap">⋯</span>\n');
  const height = linesStyle(Math.max(chosen.flat().length + chosen.length - 1, 1));
  const left = all.length - chosen.flat().length;
  const notes = [
    snippet.orderFree ? t.orderFree : '',
    lines === undefined && left > 0
      ? `<a href="${pageOf(snippet.id, language)}#recording">${t.moreLines(left)}</a>`
      : '',
  ].filter(Boolean);
  return `<div class="f-output"><p class="f-label">${t.output}</p><section tabindex="0" aria-label="${t.output}: ${escape(name)}" ${height}><pre>${body || t.noOutput}</pre></section>${notes.map((note) => `<p class="f-note">${note}</p>`).join('')}</div>`;
}

/** How high a text of so many lines will be: the style sheet keeps its room while nobody is near. */
const linesStyle = (lines: number): string => `style="--lines:${lines}"`;
const linesOf = (text: string): string => linesStyle(text.trimEnd().split('\n').length);

const lineHtml = ({ at, stream, html }: OutputLine): string =>
  `<span class="o-line${stream === 'stderr' ? ' o-stderr' : ''}" data-at="${at.toFixed(3)}">${html}</span>\n`;

/** Groups of neighbouring lines. */
function choose(all: readonly OutputLine[], lines: string | undefined, id: string): OutputLine[][] {
  if (lines === 'all' || (lines === undefined && all.length <= shortOutput)) return [[...all]];
  if (lines === undefined) return [all.slice(0, shortOutput - 4)];
  return lines.split(',').map((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    if (!(first >= 1 && last >= first && last <= all.length)) {
      throw new Error(`lines=${lines}: the output of ${id} has lines 1 to ${all.length}`);
    }
    return all.slice(first - 1, last);
  });
}

/** On which Node, on what machine and when a run was recorded. */
export function recordedOn({ header, timestamp }: Recording, language: Language): string {
  return words[language].recordedOn(
    header.node,
    header.cores,
    dateText(timestamp * 1000, language),
  );
}

function measurementTable(measurements: readonly Measurement[], language: Language): string {
  if (measurements.length === 0) return '';
  const t = words[language];
  const rows = measurements.map(
    ({ name, text, unit }) =>
      `<tr><th scope="row">${escape(name)}</th><td>${escape(text)} ${escape(unit)}</td></tr>`,
  );
  return `<table class="f-table"><caption>${t.measurements}</caption><tbody>${rows.join('')}</tbody></table>`;
}

function environmentTable(
  snippet: Snippet,
  { header, command, timestamp }: Recording,
  language: Language,
): string {
  const t = words[language];
  const rows: [string, string][] = [
    [t.command, `<code>${escape(command)}</code>`],
    [t.exit, `<code>${escape(String(header.exit))}</code>`],
    [t.duration, `${Math.round(header.duration)} ms`],
    [t.date, dateText(timestamp * 1000, language)],
    ['Node', escape(header.node)],
    [t.os, escape(`${header.os}, ${header.arch}`)],
    [t.cpu, escape(header.cpu)],
    [t.cores, String(header.cores)],
    [t.memory, `${Math.round(header.memory / 2 ** 30)} GiB`],
    [t.versions, versionsText(header.id, language)],
    ...systemRows(snippet, language),
    [t.files, `<a href="${rawPath(header.id, `${header.id}.cast`)}" download>${t.cast}</a>`],
  ];
  const body = rows
    .filter(([, value]) => value)
    .map(([name, value]) => `<tr><th scope="row">${name}</th><td>${value}</td></tr>`);
  return `<table class="f-table"><tbody>${body.join('')}</tbody></table>`;
}

function versionsText(id: string, language: Language, matrix = readMatrix()): string {
  const entry = matrix[id];
  if (!entry) return '';
  const t = words[language];
  return [
    entry.passed.length > 0 ? `${t.passes} ${entry.passed.join(', ')}` : '',
    entry.failed.length > 0 ? `${t.fails} ${entry.failed.join(', ')}` : '',
  ]
    .filter(Boolean)
    .join('; ');
}

/** What other systems said of this very text, a row each. */
const systemRows = (snippet: Snippet, language: Language): [string, string][] =>
  readSystems()
    .filter(({ matrix }) => matrix[snippet.id]?.hash === hashOf(snippet))
    .map(({ name, matrix }) => [escape(name), versionsText(snippet.id, language, matrix)]);
