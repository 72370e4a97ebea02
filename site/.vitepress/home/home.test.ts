import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base } from '../settings.ts';
import type { Timeline } from '../timeline/model.ts';
import { raceFigure, roundOf } from './race.ts';
import { sectionsOf, topicsFigure } from './topics.ts';

const lane = (label: string, busy: [from: number, to: number][]): Timeline['lanes'][number] => ({
  label,
  kind: 'thread',
  from: 0,
  to: 1000,
  failed: false,
  busy: busy.map(([from, to]) => ({ from, to })),
  requests: [],
  lost: [],
  halfSeen: [],
});

/** Three rounds: alone, with one worker, with both. */
function threeRounds(): Timeline {
  const starts = [0, 300, 600];
  const main = lane(
    'main',
    starts.map((at) => [at, at + 100]),
  );
  const first = lane('worker 1 · thread', []);
  const second = lane('worker 2 · thread', []);
  const message = (
    from: Timeline['lanes'][number],
    to: Timeline['lanes'][number],
    sent: number,
  ): Timeline['arrows'][number] => ({ kind: 'message', from, to, sent, received: sent + 1 });
  return {
    duration: 1000,
    lanes: [main, first, second],
    incomplete: false,
    arrows: starts.flatMap((at) => [
      message(main, first, at + 105),
      message(first, main, at + 205),
      message(main, first, at + 210),
      message(main, second, at + 211),
      message(second, main, at + 260),
      message(first, main, at + 262),
    ]),
  };
}

test('a race is one round, cut where the next way begins', () => {
  assert.deepEqual(roundOf(threeRounds()).ways, [
    { from: 300, to: 400 },
    { from: 405, to: 506 },
    { from: 511, to: 563 },
  ]);
});

test('no race without a second worker at work', () => {
  const timeline = threeRounds();
  const { lanes } = timeline;
  timeline.arrows = timeline.arrows.filter(({ to }) => to !== lanes[2]);
  assert.throws(() => roundOf(timeline), /no round on one thread and then on two/);
});

test('the recorded race: three ways with bars, in both languages', () => {
  for (const language of ['en', 'zh'] as const) {
    const { html } = raceFigure(language);
    const ways = html.split('race-way').slice(1);
    assert.equal(ways.length, 3);
    for (const way of ways) {
      assert.match(way, /<span>\d+(\.\d)? m?s<\/span>/);
      assert.match(way, /<rect /);
    }
    assert.doesNotMatch(html, /NaN|undefined|style=/);
  }
});

test('sections are headings of the second level outside of code', () => {
  const page =
    '# Title {#title}\n\n## One `x` {#one}\n\n```md\n## No {#no}\n```\n\n### Sub {#sub}\n\n## Two {#two}\n';
  assert.deepEqual(sectionsOf(page), [
    { id: 'one', text: 'One `x`' },
    { id: 'two', text: 'Two' },
  ]);
});

test('topics link to pages and sections in their language', () => {
  const address = 'worker-threads#what-is-a-worker"';
  assert.ok(topicsFigure('en').html.includes(`href="${base}${address}`));
  assert.ok(topicsFigure('zh').html.includes(`href="${base}zh/${address}`));
});
