import { prefixes, type Language } from '../../../scripts/pages/pages.ts';
import { readRecording } from '../../../scripts/recording/recording.ts';
import { tracePath } from '../../../scripts/timeline/files.ts';
import type { Trace } from '../../../scripts/timeline/trace.ts';
import { escape } from '../figures/output.ts';
import { base } from '../settings.ts';
import { timelineOf, traceOf } from '../pages/snippets.ts';
import { draw, type Form } from './draw.ts';
import { readTimeline, type Timeline } from './model.ts';
import { scaleOf, type Scale } from './scale.ts';
import { happenings, lengthText, totals, words, type Words } from './words.ts';

/**
 * The timeline of a snippet's recording as static HTML, to stand below its output.
 *
 * @param id - The snippet.
 * @param form - `compact` beside a region, `full` on the snippet's own page, `later` for a compact one whose drawing is
 * loaded when a reader comes near.
 * @returns undefined where there is no timeline, or one lane alone: that shows nothing.
 */
export function timelineFigure(
  id: string,
  language: Language,
  form: Form | 'later',
): { html: string; files: string[] } | undefined {
  const trace = traceOf(id);
  const html =
    trace &&
    timelineHtml(trace, language, form, {
      recordedRun: readRecording(id)?.header.run,
      timeline: timelineOf(id),
    });
  return html === undefined ? undefined : { html, files: [tracePath(id)] };
}

/**
 * The drawing that a `later` timeline is waiting for.
 *
 * @returns undefined where the snippet has no timeline.
 */
export function laterDrawing(id: string, language: Language): string | undefined {
  const html = timelineFigure(id, language, 'compact')?.html;
  return html && /<div class="tl-box">(<svg.*<\/svg>)<\/div>/s.exec(html)?.[1];
}

/** Where that drawing is served. */
export const laterPath = (id: string, language: Language): string =>
  `timelines/${id}.${language}.txt`;

/** What is known beside a trace. */
export interface Beside {
  /** The run whose output stands beside it. */
  recordedRun?: string | undefined;
  /** The trace as lanes and arrows, where it was read before. */
  timeline?: Timeline | undefined;
  /** Lanes below which there is nothing to see; two, unless a page is about one run alone. */
  leastLanes?: number;
  /** Where the trace itself is; among the raw files, unless it is somewhere else. */
  traceAddress?: string;
  /** Where each moment is drawn, where two runs share a scale; its own otherwise. */
  scale?: Scale;
}

/**
 * A trace as static HTML.
 *
 * @returns undefined where it has too few lanes.
 */
export function timelineHtml(
  trace: Trace,
  language: Language,
  wanted: Form | 'later',
  {
    recordedRun,
    timeline = readTimeline(trace),
    leastLanes = 2,
    traceAddress,
    scale = scaleOf(timeline),
  }: Beside = {},
): string | undefined {
  if (timeline.lanes.length < leastLanes) return undefined;
  const t = words[language];
  const form = wanted === 'later' ? 'compact' : wanted;
  const { id } = trace.otherData;
  const summary = t.summary(timeline.lanes.length, lengthText(timeline.duration));
  const { svg, partly, lanesLeft } = draw(timeline, scale, form, t, {
    title: t.title(id),
    description: `${summary} ${spoken(timeline, t)}`,
  });
  const sameRun = trace.otherData.run === recordedRun;
  const notes = [
    sameRun || recordedRun === undefined ? '' : t.secondRun,
    lanesLeft > 0 ? t.moreLanes(lanesLeft) : '',
    timeline.incomplete ? t.incomplete : '',
    unseen(timeline, t),
  ].filter(Boolean);

  return [
    `<div class="timeline tl-${form}" data-timeline="${escape(id)}" data-scale="${mapText(scale)}"${sameRun ? ' data-same-run' : ''}>`,
    `<div class="tl-head"><p class="f-label">${t.timeline}</p></div>`,
    `<div class="tl-box">${wanted === 'later' ? waiting(id, language, svg, `${t.title(id)}: ${summary}`) : svg}</div>`,
    form === 'full' ? legend(timeline, scale, partly, t) : '',
    ...notes.map((note) => `<p class="f-note">${note}</p>`),
    form === 'full' ? inWords(timeline, t) : '',
    form === 'full'
      ? `<p class="tl-raw"><a href="${traceAddress ?? `${base}raw/${escape(id)}/${escape(id)}.trace.json`}" download="${escape(id)}.trace.json" title="${t.asTraceHint}">${t.asTrace}</a></p>`
      : '',
    '</div>',
  ].join('');
}

/** One scale for two runs: what is folded is a time in which nothing happened in either. */
export function sharedScale(traces: readonly Trace[]): Scale {
  const timelines = traces.map(readTimeline);
  return scaleOf({
    duration: Math.max(...timelines.map(({ duration }) => duration)),
    lanes: timelines.flatMap(({ lanes }) => lanes),
    arrows: timelines.flatMap(({ arrows }) => arrows),
    incomplete: false,
  });
}

/** What the probe could not see, in one line. */
function unseen({ unseen: what }: Timeline, t: Words): string {
  if (!what) return '';
  const named = what.lanes?.slice(0, namedLanes).map(escape) ?? [];
  const more = (what.lanes?.length ?? 0) - named.length;
  return t.unseen([
    ...(named.length > 0 ? [t.unseenLanes(named, more)] : []),
    ...(what.messages ? [t.unseenMessages(what.messages)] : []),
    ...(what.broadcast ? [t.unseenBroadcasts] : []),
  ]);
}
/** Lanes without a probe that the line calls by name. */
const namedLanes = 3;

/** Sums that a screen reader says before its listener gives up; a snippet's own page has them all as a list. */
const spokenSums = 12;

function spoken(timeline: Timeline, t: Words): string {
  const sums = totals(timeline, t);
  const left = sums.length - spokenSums;
  const said = left > 0 ? [...sums.slice(0, spokenSums), t.moreSums(left)] : sums;
  return `${said.join(t.joint)}${t.listEnd}`;
}

/** What stands in a drawing's place, as high as it, until it is there; without JavaScript, or on paper, it stays. */
function waiting(id: string, language: Language, svg: string, text: string): string {
  const height = /^<svg[^>]* height="(\d+)"/.exec(svg)?.[1];
  if (height === undefined) throw new Error(`the timeline of ${id} has no height`);
  const own = `${base}${prefixes[language]}snippets/${id}#recording`;
  return `<p class="tl-waiting" data-later="${base}${laterPath(id, language)}" style="height:${height}px"><a href="${own}">${escape(text)}</a></p>`;
}

/**
 * The buttons that replay a recording and, under `npm start`, run its snippet: for any place inside of a
 * figure with `data-snippet`. They stand beside the command, so that a snippet of one lane has them too.
 *
 * @param submits - Whether Run is the button of the form around it.
 */
export function runButtons(language: Language, submits = false): string {
  const { replay, run } = words[language];
  return `<span class="tl-buttons"><button class="tl-play" type="button">${replay}</button><button class="tl-run"${submits ? '' : ' type="button"'}>${run}</button></span>`;
}

/** Moments and their places, `milliseconds:percent` at each bend: enough for a playhead. */
function mapText({ pieces }: Scale): string {
  const last = pieces.at(-1);
  const points = [
    ...pieces.map(({ from, left }) => [from, left] as const),
    ...(last ? [[last.to, last.right] as const] : []),
  ];
  return points.map(([at, place]) => `${Number(at.toFixed(1))}:${Number(place.toFixed(2))}`).join();
}

function legend(timeline: Timeline, scale: Scale, partly: boolean, t: Words): string {
  const { lanes, arrows } = timeline;
  const shown: [keyof Words['legend'], boolean][] = [
    ['busy', lanes.some(({ busy }) => busy.length > 0)],
    ['partly', partly],
    ['boot', lanes.some(({ woke, from }) => woke !== undefined && woke > from)],
    ['program', lanes.some(({ kind }) => kind === 'program')],
    ['message', arrows.some(({ kind }) => kind === 'message')],
    ['connection', arrows.some(({ kind }) => kind === 'connection')],
    ['request', lanes.some(({ requests }) => requests.length > 0)],
    ['fold', scale.pieces.some(({ folded }) => folded)],
  ];
  const items = shown
    .filter(([, there]) => there)
    .map(([name]) => `<li class="tl-key-${name}">${t.legend[name]}</li>`);
  return `<ul class="tl-legend" aria-hidden="true">${items.join('')}</ul>`;
}

/** Happenings that anybody reads; the trace has them all. */
const mostInWords = 150;

function inWords(timeline: Timeline, t: Words): string {
  const all = happenings(timeline, t);
  const events = all
    .slice(0, mostInWords)
    .map(({ at, text }) => `<li><span class="tl-at">${lengthText(at)}</span>${escape(text)}</li>`);
  if (all.length > mostInWords) events.push(`<li>${t.moreSums(all.length - mostInWords)}</li>`);
  const sums = totals(timeline, t).map((text) => `<li>${escape(text)}</li>`);
  return `<details class="tl-words"><summary>${t.events}</summary><ol>${events.join('')}</ol><ul>${sums.join('')}</ul></details>`;
}
