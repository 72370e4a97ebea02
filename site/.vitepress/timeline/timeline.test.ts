import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LaneArgs, Trace, TraceEvent } from '../../../scripts/timeline/trace.ts';
import { timelineHtml } from './index.ts';
import { readTimeline } from './model.ts';
import { scaleOf } from './scale.ts';
import { happenings, totals, words } from './words.ts';

/** Milliseconds to the microseconds of a trace. */
const ms = (value: number): number => value * 1000;

interface LaneSketch {
  from: number;
  to: number;
  woke?: number;
  exit?: number | string;
  kind?: LaneArgs['kind'];
  busy?: [from: number, to: number][];
  requests?: [from: number, to: number, name: string, status?: number][];
}

/** A trace in which the first lane started all others; messages are [from, to, sent, received]. */
function traceOf(
  lanes: LaneSketch[],
  messages: [number, number, number, number][] = [],
  duration = 1000,
): Trace {
  const events: TraceEvent[] = [];
  let id = 0;
  lanes.forEach((lane, index) => {
    const { from, to, woke, exit = 0, kind = index === 0 ? 'main' : 'thread' } = lane;
    const at = { pid: 1, tid: index + 1 };
    const label = index === 0 ? 'main' : `worker ${index} · thread`;
    const parent = index === 0 ? {} : { parent: '1.1' };
    const args = { kind, label, exit, ...parent };
    events.push({
      ph: 'X',
      ...at,
      ts: ms(from),
      dur: ms(to - from),
      cat: 'lane',
      name: label,
      args,
    });
    events.push({ ph: 'i', ...at, ts: ms(to), cat: 'exit', name: `exit ${exit}`, s: 't' });
    if (woke !== undefined)
      events.push({
        ph: 'X',
        ...at,
        ts: ms(from),
        dur: ms(woke - from),
        cat: 'boot',
        name: 'boot',
      });
    for (const [start, end] of lane.busy ?? [])
      events.push({
        ph: 'X',
        ...at,
        ts: ms(start),
        dur: ms(end - start),
        cat: 'busy',
        name: 'busy',
      });
    for (const [start, end, name, status] of lane.requests ?? []) {
      events.push({ ph: 'b', ...at, ts: ms(start), cat: 'request', name, id: ++id });
      const answer = status === undefined ? {} : { status };
      events.push({ ph: 'e', ...at, ts: ms(end), cat: 'request', name, id, args: answer });
    }
  });
  for (const [from, to, sent, received] of messages) {
    const flow = { cat: 'message', name: 'message', id: ++id } as const;
    events.push({ ph: 's', pid: 1, tid: from + 1, ts: ms(sent), ...flow });
    events.push({ ph: 'f', pid: 1, tid: to + 1, ts: ms(received), ...flow, bp: 'e' });
  }
  return {
    traceEvents: events,
    displayTimeUnit: 'ms',
    otherData: { id: 'sketch', run: 'r', node: '24.0.0', duration, probe: { events: 0, cost: 0 } },
  };
}

const draw = (
  trace: Trace,
  form: 'compact' | 'full' = 'full',
  language: 'en' | 'zh' = 'en',
): string => timelineHtml(trace, language, form, { recordedRun: 'r' }) ?? '';
const countOf = (html: string, pattern: RegExp): number => [...html.matchAll(pattern)].length;
/** The shapes of one layer. */
const layer = (html: string, name: string): string =>
  new RegExp(`<g class="tl-${name}">(.*?)</g>`).exec(html)?.[1] ?? '';

test('one lane alone is no timeline', () => {
  assert.equal(timelineHtml(traceOf([{ from: 0, to: 1000 }]), 'en', 'full'), undefined);
});

test('everything stands inside of the drawing, in order of time', () => {
  const trace = traceOf(
    [
      {
        from: 0,
        to: 1000,
        woke: 30,
        busy: [
          [30, 100],
          [900, 1000],
        ],
      },
      {
        from: 90,
        to: 950,
        woke: 120,
        busy: [
          [120, 140],
          [500, 510],
        ],
      },
    ],
    [
      [0, 1, 95, 121],
      [1, 0, 510, 900],
    ],
  );
  const { x } = scaleOf(readTimeline(trace));
  let previous = -1;
  for (let at = 0; at <= 1000; at += 5) {
    assert.ok(x(at) > previous && x(at) <= 100, `${at} ms at ${x(at)} %`);
    previous = x(at);
  }
  for (const [, value] of draw(trace).matchAll(/(?:x|x1|x2)="([\d.]+)%"/g))
    assert.ok(Number(value) >= 0 && Number(value) <= 100, `${value}%`);
});

test('long stretches in which nothing happens are folded, also by a program that says nothing', () => {
  const idle = traceOf(
    [
      {
        from: 0,
        to: 10_000,
        woke: 30,
        busy: [
          [30, 100],
          [9_900, 10_000],
        ],
      },
      { from: 60, to: 9_950, kind: 'program' },
    ],
    [],
    10_000,
  );
  const folds = scaleOf(readTimeline(idle)).pieces.filter(({ folded }) => folded);
  assert.equal(folds.length, 1);
  assert.ok((folds[0]?.from ?? 0) >= 100 && (folds[0]?.to ?? 0) <= 9_900);
  assert.match(draw(idle), /nothing happens/);
  const working = traceOf(
    [
      { from: 0, to: 10_000, woke: 30, busy: [[30, 10_000]] },
      { from: 60, to: 9_950 },
    ],
    [],
    10_000,
  );
  assert.equal(scaleOf(readTimeline(working)).pieces.length, 1);
});

test('a crash and what takes its place are marked; one after another is no replacement', () => {
  const main = { from: 0, to: 1000, woke: 20 };
  const pool = traceOf([
    main,
    { from: 100, to: 400, exit: 1 },
    { from: 100, to: 900 },
    { from: 410, to: 900 },
  ]);
  assert.equal(countOf(layer(draw(pool), 'crash'), /<path/g), 1);
  assert.equal(countOf(layer(draw(pool), 'again'), /<path/g), 1);
  assert.match(draw(pool), /main starts worker 3 · thread after worker 1 · thread has ended/);
  const series = traceOf([main, { from: 100, to: 400, exit: 1 }, { from: 410, to: 900 }]);
  assert.equal(layer(draw(series), 'again'), '');
  assert.equal(countOf(layer(draw(series), 'crash'), /<path/g), 1);
});

test('many messages become few arrows that say how many they are', () => {
  const messages = Array.from({ length: 500 }, (_, n): [number, number, number, number] => [
    n % 2,
    (n + 1) % 2,
    100 + n,
    101 + n,
  ]);
  const trace = traceOf(
    [
      { from: 0, to: 1000 },
      { from: 50, to: 1000 },
    ],
    messages,
  );
  const arrows = layer(draw(trace), 'message');
  assert.ok(countOf(arrows, /<line/g) <= 40);
  const sum = [...arrows.matchAll(/×(\d+)/g)].reduce((total, [, n]) => total + Number(n), 0);
  assert.equal(sum, 500);
  assert.match(draw(trace), /main to worker 1 · thread: 250 messages/);
  assert.ok(draw(trace, 'compact').length < 9000);
});

test('a thread that wakes often is not drawn as one that never rests', () => {
  const wakes = Array.from({ length: 1000 }, (_, n): [number, number] => [n * 10, n * 10 + 3]);
  const trace = traceOf(
    [
      { from: 0, to: 10_000, woke: 0, busy: wakes },
      { from: 1, to: 9_999 },
    ],
    [],
    10_000,
  );
  for (const form of ['compact', 'full'] as const) {
    assert.equal(layer(draw(trace, form), 'busy'), '');
    assert.notEqual(layer(draw(trace, form), 'partly'), '');
  }
});

test('more lanes than fit share rows where they follow each other; the rest is counted', () => {
  const series = Array.from({ length: 30 }, (_, n) => ({ from: 20 + n * 30, to: 45 + n * 30 }));
  const packed = draw(traceOf([{ from: 0, to: 1000 }, ...series]));
  assert.equal(countOf(packed, /<g class="tl-label">/g), 1);
  assert.equal(countOf(layer(packed, 'label'), /<text/g), 2);
  assert.match(packed, /worker 1, 2 … 30 · thread/);
  const together = Array.from({ length: 30 }, () => ({ from: 20, to: 900 }));
  const cut = draw(traceOf([{ from: 0, to: 1000 }, ...together]));
  assert.equal(countOf(layer(cut, 'label'), /<text/g), 16);
  assert.match(cut, /15 more lanes not drawn/);
});

test('what a request was called cannot act on the page', () => {
  const name = 'GET /"><script>alert(1)</script>{{ 6 * 7 }}';
  const html = draw(
    traceOf([
      { from: 0, to: 1000 },
      {
        from: 10,
        to: 900,
        requests: [
          [100, 300, name, 200],
          [400, 500, name],
        ],
      },
    ]),
  );
  assert.ok(!html.includes('<script'));
  assert.match(html, /&lt;script&gt;/);
  assert.equal(countOf(layer(html, 'request'), /<rect/g), 1);
  assert.equal(countOf(layer(html, 'unanswered'), /<rect/g), 1);
});

test('both languages say the same, and the compact form says less', () => {
  const trace = traceOf(
    [
      { from: 0, to: 1000, woke: 10 },
      { from: 100, to: 400, woke: 130, exit: 1 },
    ],
    [[0, 1, 110, 140]],
  );
  const timeline = readTimeline(trace);
  assert.equal(happenings(timeline, words.en).length, happenings(timeline, words.zh).length);
  assert.equal(totals(timeline, words.en).length, totals(timeline, words.zh).length);
  const shapes = (html: string): string[] =>
    [...html.matchAll(/<(?:rect|line|path|g)\b[^>]*>/g)].map(([shape]) => shape);
  assert.deepEqual(shapes(draw(trace, 'full', 'zh')), shapes(draw(trace)));
  assert.match(draw(trace, 'full', 'zh'), /worker 1 · thread 结束：exit 1/);
  assert.ok(draw(trace, 'compact').length < draw(trace).length);
  assert.ok(!draw(trace, 'compact').includes('<details'));
});

test('a timeline of another run than the output says so', () => {
  const trace = traceOf([
    { from: 0, to: 1000 },
    { from: 10, to: 900 },
  ]);
  assert.match(timelineHtml(trace, 'en', 'full', { recordedRun: 'other' }) ?? '', /second run/);
  assert.doesNotMatch(
    timelineHtml(trace, 'en', 'full', { recordedRun: 'other' }) ?? '',
    /data-same-run/,
  );
  assert.doesNotMatch(draw(trace), /second run/);
});

test('what the probe could not see is said in one line, and one-ended messages are counted, not drawn', () => {
  const trace = traceOf([
    { from: 0, to: 1000, woke: 10 },
    { from: 10, to: 900 },
  ]);
  const label = 'worker 1 · thread';
  const instant = { ph: 'i', pid: 1, tid: 1, name: 'message', s: 't' } as const;
  trace.traceEvents.push(
    { ...instant, ts: ms(20), cat: 'sent', args: { to: label } },
    { ...instant, ts: ms(30), cat: 'sent', args: { to: label } },
    { ...instant, ts: ms(40), cat: 'received', args: { from: label } },
  );
  trace.otherData.unseen = { lanes: [label, 'a<b', 'c', 'd', 'e'], messages: 1, broadcast: true };
  const html = draw(trace);
  assert.match(
    html,
    /Not seen: the inside of worker 1 · thread, a&lt;b, c and 2 more, where no probe ran; the way of 1 message; messages over BroadcastChannel\./,
  );
  assert.match(html, /main to worker 1 · thread: 2 messages sent; whether received is not known/);
  assert.match(html, /worker 1 · thread to main: 1 message received; when sent is not known/);
  assert.equal(layer(html, 'message') + layer(html, 'lost'), '');
  assert.match(draw(trace, 'compact'), /Not seen/);
  assert.match(draw(trace, 'full', 'zh'), /图中看不到：.*BroadcastChannel 发送的消息。/);
  assert.doesNotMatch(
    draw(
      traceOf([
        { from: 0, to: 9 },
        { from: 1, to: 8 },
      ]),
    ),
    /Not seen/,
  );
});

test('who was asked to end has not failed', () => {
  const main = { from: 0, to: 1000, woke: 20 };
  for (const [exit, crashes] of [
    ['SIGINT', 0],
    ['SIGTERM', 0],
    ['SIGKILL', 1],
    [1, 1],
  ] as const) {
    const html = draw(traceOf([main, { from: 100, to: 400, exit, kind: 'fork' }]));
    assert.equal(countOf(layer(html, 'crash'), /<path/g), crashes, String(exit));
  }
});
