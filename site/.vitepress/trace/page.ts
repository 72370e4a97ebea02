import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { Machine } from '../../../scripts/nodes/machine.ts';
import type { Language } from '../../../scripts/pages/pages.ts';
import type { ProbedProgram } from '../../../scripts/recording/probed.ts';
import { writeTrace } from '../../../scripts/timeline/files.ts';
import { escape, outputLines } from '../figures/output.ts';
import { timelineHtml } from '../timeline/index.ts';
import { readTimeline, type Lane, type Timeline } from '../timeline/model.ts';
import { lengthText } from '../timeline/words.ts';
import { words } from './words.ts';

/** What stands on the page of a reader's own program. */
export interface TracePage {
  run: ProbedProgram;
  /** The file or command, as it is called. */
  name: string;
  /** What was typed. */
  command: string;
  machine: Machine;
  language: Language;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The style sheets of the site that the page needs, in the order of the site. */
const styles = [
  '../theme/tokens.css',
  '../theme/base.css',
  '../theme/figures.css',
  '../timeline/timeline.css',
  './page.css',
];

/**
 * One file that shows a run: it opens from a disk, without a server, and asks nobody for anything.
 */
export async function tracePage({
  run,
  name,
  command,
  machine,
  language,
}: TracePage): Promise<string> {
  const t = words[language];
  const { trace, end, output, dropped, started } = run;
  const timeline = readTimeline(trace);
  const drawing = timelineHtml(trace, language, 'full', {
    recordedRun: trace.otherData.run,
    timeline,
    leastLanes: 1,
    traceAddress: `data:application/json;base64,${Buffer.from(writeTrace(trace)).toString('base64')}`,
  });
  const lines = outputLines(output, language).map(
    ({ at, stream, html }) =>
      `<span class="o-line${stream === 'stderr' ? ' o-stderr' : ''}" data-at="${at.toFixed(3)}">${html}</span>\n`,
  );
  const exit = typeof end.exit === 'number' ? `exit ${end.exit}` : end.exit;
  const when = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(started);
  const { events, cost } = trace.otherData.probe;
  const facts = [
    t.ended(exit, lengthText(end.duration)),
    t.system(trace.otherData.node, machine.os, machine.cores),
    when,
  ];
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escape(t.title(name))}</title>
<style>${styles.map((path) => readFileSync(here(path), 'utf8')).join('\n')}</style>
<script>
const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark', dark.matches);
dark.addEventListener('change', follow);
follow();
</script>
</head>
<body>
<main class="own">
<h1>${escape(name)}</h1>
<p class="own-facts">${facts.map((fact) => `<span>${escape(fact)}</span>`).join('')}</p>
<figure class="snippet snippet-full" data-snippet="${escape(name)}">
<div class="f-run"><code tabindex="0">${escape(command)}</code>${drawing || lines.length > 0 ? `<span class="tl-buttons"><button class="tl-play" type="button">${t.replay}</button></span>` : ''}</div>
${drawing ?? `<p class="f-note">${t.nothing}</p>`}
${end.leftBehind > 0 ? `<p class="f-note">${t.left(end.leftBehind)}</p>` : ''}
<div class="f-output"><p class="f-label">${t.output}</p><section tabindex="0" aria-label="${t.output}"><pre>${lines.join('') || t.noOutput}</pre></section>${dropped > 0 ? `<p class="f-note">${t.dropped(dropped)}</p>` : ''}</div>
</figure>
${timeline.lanes.length > 0 ? lanesTable(timeline, language) : ''}
${timeline.lanes.length > 0 ? `<p class="f-note">${t.cost(events, lengthText(cost))}</p>` : ''}
</main>
<script type="module">${await behaviour()}</script>
</body>
</html>
`;
}

/** Every lane with what it did; a drawing has room for some. */
function lanesTable({ lanes, arrows }: Timeline, language: Language): string {
  const t = words[language];
  const messages = (lane: Lane, end: 'from' | 'to'): number =>
    arrows.filter((arrow) => arrow.kind === 'message' && arrow[end] === lane).length;
  const number = (n: number): string => (n === 0 ? '' : String(n));
  const all: [heading: string, cell: (lane: Lane) => string, isNumber?: boolean][] = [
    [t.parent, ({ parent }) => parent?.label ?? ''],
    [t.from, ({ from }) => lengthText(from), true],
    [t.woke, ({ woke, from }) => (woke === undefined ? '' : lengthText(woke - from)), true],
    [t.life, ({ from, to }) => lengthText(to - from), true],
    [t.busy, busyText, true],
    [t.sent, (lane) => number(messages(lane, 'from')), true],
    [t.received, (lane) => number(messages(lane, 'to')), true],
    [t.requests, ({ requests }) => number(requests.length), true],
    [t.end, ({ end }) => end ?? t.unseenEnd],
  ];
  // What no lane has is not worth a column.
  const columns = all.filter(([, cell]) => lanes.some((lane) => cell(lane) !== ''));
  const head = columns.map(
    ([heading, , isNumber]) =>
      `<th scope="col"${isNumber ? ' class="own-number"' : ''}>${heading}</th>`,
  );
  const rows = lanes.map((lane) => {
    const cells = columns.map(
      ([, cell, isNumber]) =>
        `<td${isNumber ? ' class="own-number"' : ''}>${escape(cell(lane))}</td>`,
    );
    return `<tr${lane.failed ? ' class="own-failed"' : ''}><th scope="row">${escape(lane.label)}</th>${cells.join('')}</tr>`;
  });
  return `<section class="own-lanes" tabindex="0" aria-label="${t.lanes}"><table><caption>${t.lanes}</caption><thead><tr><th scope="col">${t.lane}</th>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></section>`;
}

/** How long a lane was busy, and what share of its life that is. */
function busyText({ busy, woke, from, to }: Lane): string {
  if (woke === undefined) return '';
  const length = busy.reduce((sum, span) => sum + span.to - span.from, 0);
  return `${lengthText(length)} (${Math.round((length / Math.max(to - from, 1)) * 100)}%)`;
}

/** The replay, as one script. */
async function behaviour(): Promise<string> {
  const result = await build({
    configFile: false,
    envFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      lib: { entry: here('../client/own-run.ts'), formats: ['es'] },
    },
  });
  const [first] = [result].flat();
  if (!first || !('output' in first)) throw new Error('The build of the replay gave no script.');
  // The end of a script element ends it also inside of a text.
  return first.output[0].code.replaceAll('</script', String.raw`<\/script`);
}
