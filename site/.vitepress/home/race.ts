import type { Language } from '../../../scripts/pages/pages.ts';
import { castPath, commandFor, readRecording } from '../../../scripts/recording/recording.ts';
import { readTrace, tracePath } from '../../../scripts/timeline/files.ts';
import { words as figureWords } from '../figures/words.ts';
import { escape } from '../figures/output.ts';
import { pageOf, recordedOn, type Figure } from '../figures/snippet.ts';
import { readTimeline, type Lane, type Span, type Timeline } from '../timeline/model.ts';
import { lengthText } from '../timeline/words.ts';
import { words } from './words.ts';

const id = 'cpu-intensive-task';

/**
 * One round of a recorded run, cut where the snippet goes over to its next way and laid below each other: the same
 * work on the main thread, on one thread, on two.
 *
 * @throws Error where the recording has no such round.
 */
export function raceFigure(language: Language): Figure {
  const [recording, trace] = [readRecording(id), readTrace(id)];
  if (!recording || !trace)
    throw new Error(`${id} has no recording; make it with: npm run record -- ${id}`);
  const { lanes, ways } = roundOf(readTimeline(trace));
  const longest = Math.max(...ways.map(({ from, to }) => to - from));
  const t = words[language];
  const { copy, copyCommand } = figureWords[language];
  const command = commandFor(id);

  const shown = ways.map((way, index) => {
    const [name = '', meaning = ''] = t.ways[index]!;
    const rows = lanes.map(
      (lane) =>
        `<div class="race-lane"><span>${escape(nameOf(lane))}</span><div><svg aria-hidden="true">${bars(lane, way, longest)}</svg></div></div>`,
    );
    return [
      `<div class="race-way"><p class="race-name"><strong>${name}</strong><span>${lengthText(way.to - way.from)}</span></p>`,
      rows.join(''),
      `<p class="race-meaning">${meaning}</p></div>`,
    ].join('');
  });
  return {
    html: [
      `<figure class="race" data-pagefind-ignore><figcaption>${t.title}</figcaption>`,
      ...shown,
      `<div class="f-run"><code>${command}</code><button type="button" class="f-copy" data-copy="${command}" aria-label="${copyCommand}">${copy}</button></div>`,
      `<p class="f-foot"><span>${t.oneRound} ${escape(recordedOn(recording, language))}</span>`,
      `<a href="${pageOf(id, language)}">${t.whole}</a></p></figure>\n`,
    ].join(''),
    files: [castPath(id), tracePath(id)],
  };
}

/** `worker 1` of `worker 1 · thread`. */
const nameOf = ({ label }: Lane): string => label.split(' · ')[0]!;

/**
 * The round in the middle of a run, as the spans of its three ways.
 *
 * The main thread is busy for long where it counts itself. After that the first worker gets messages, and when the
 * second one gets its first too, both are at work.
 *
 * @throws Error where the timeline shows something else.
 */
export function roundOf({ lanes, arrows }: Timeline): { lanes: Lane[]; ways: Span[] } {
  const [main, first, second, ...others] = lanes;
  if (!main || !first || !second || others.length > 0)
    throw new Error(`the timeline of ${id} has ${lanes.length} lanes; a race needs three`);
  const length = ({ from, to }: Span): number => to - from;
  const longest = Math.max(...main.busy.map(length));
  const rounds = main.busy.filter((span) => length(span) > longest / 2);
  const middle = Math.floor(rounds.length / 2);
  const alone = rounds[middle]!;
  const end = rounds[middle + 1]?.from ?? main.to;
  const inside = arrows.filter(
    ({ kind, sent, received }) => kind === 'message' && sent >= alone.to && received <= end,
  );
  const toFirst = inside.find(({ to }) => to === first);
  const toSecond = inside.find(({ to }) => to === second);
  const answers = inside.filter(({ to }) => to === main);
  const lastOfOne = answers.filter(({ received }) => received <= (toSecond?.sent ?? 0)).at(-1);
  const last = answers.at(-1);
  if (!toFirst || !toSecond || !lastOfOne || !last)
    throw new Error(`the timeline of ${id} has no round on one thread and then on two`);
  return {
    lanes: [main, first, second],
    ways: [
      alone,
      { from: toFirst.sent, to: lastOfOne.received },
      { from: toSecond.sent, to: last.received },
    ],
  };
}

/** Busy spans within a way, in percent of the longest one; those that all but touch are one. */
function bars({ busy }: Lane, way: Span, longest: number): string {
  const shown: Span[] = [];
  for (const { from, to } of busy) {
    const span = { from: Math.max(from, way.from), to: Math.min(to, way.to) };
    if (span.to <= span.from) continue;
    const previous = shown.at(-1);
    if (previous && span.from - previous.to < longest / 200) previous.to = span.to;
    else shown.push(span);
  }
  const percent = (time: number): string => `${Number(((time / longest) * 100).toFixed(2))}%`;
  return shown
    .map(
      ({ from, to }) =>
        `<rect x="${percent(from - way.from)}" width="${percent(to - from)}" height="100%"/>`,
    )
    .join('');
}
