import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { parseHTML } from 'linkedom';
import { readRecording } from '../../../scripts/recording/recording.ts';
import { draw, widths } from './draw.ts';
import { chartFigure } from './figure.ts';
import { charts } from './index.ts';
import { fill, type Chart, type Header } from './model.ts';

const name = { en: 'one', zh: '一' };
const measured = (values: Record<string, [value: number, unit: string]>): Header => ({
  cores: 2,
  measurements: Object.entries(values).map(([key, [value, unit]]) => ({
    name: key,
    text: String(value),
    value,
    unit: unit as 'ms',
  })),
});
const parse = (html: string): Document => parseHTML(`<body>${html}</body>`).document;

test('every chart stands in the file of its id', () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter((file) =>
    readFileSync(new URL(file, import.meta.url), 'utf8').startsWith('import type { Chart'),
  );
  assert.ok(charts.length > 0);
  assert.deepEqual(files.sort(), charts.map(({ id }) => `${id}.ts`).sort());
});

for (const { id, snippet } of charts) {
  for (const language of ['en', 'zh'] as const) {
    test(`${id} in ${language}: recorded numbers, a name, a table, no style of its own`, () => {
      const { html, files } = chartFigure(id, language);
      const page = parse(html);
      const { measurements } = readRecording(snippet)!.header;
      const recorded = new Set(measurements.map(({ text, unit }) => `${text} ${unit}`));
      const cells = [...page.querySelectorAll('td')].map((cell) => cell.textContent);
      assert.ok(cells.length >= 2);
      for (const cell of cells) assert.ok(recorded.has(cell) || /^\d+\.\d\d x$/.test(cell), cell);
      for (const svg of page.querySelectorAll('svg')) {
        assert.equal(svg.getAttribute('role'), 'img');
        assert.equal(
          svg.querySelector('title')?.textContent,
          page.querySelector('figcaption')?.textContent,
        );
        const description = svg.querySelector('desc')?.textContent ?? '';
        for (const cell of cells) assert.ok(description.includes(cell), cell);
        assert.equal(/[㐀-鿿]/.test(description), language === 'zh');
        const drawn = [...svg.querySelectorAll('.c-value text')].map((text) => text.textContent);
        assert.deepEqual(drawn.sort(), cells.toSorted());
      }
      assert.doesNotMatch(html, /<style|style=|NaN|undefined/);
      assert.deepEqual(
        files.map((file) => file.split('/').at(-1)),
        [`${id}.ts`, `${snippet}.cast`],
      );
    });
  }
}

test('bars are as long as their numbers, each group on a scale of its own', () => {
  const chart: Chart = {
    id: 'x',
    kind: 'bars',
    snippet: 'x',
    title: name,
    groups: [
      { name, bars: ['a', 'b'].map((measurement) => ({ name, measurement })) },
      { name, bars: ['c', 'd'].map((measurement) => ({ name, measurement })) },
    ],
  };
  const header = measured({ a: [10, 'ms'], b: [5, 'ms'], c: [400, 'MB'], d: [100, 'MB'] });
  const svg = parse(draw(fill(chart, header, 'en'), 'wide', 'title', 'description'));
  const [a, b, c, d] = [...svg.querySelectorAll('rect')].map((rect) =>
    Number(rect.getAttribute('width')),
  ) as [number, number, number, number];
  assert.ok(a > 300 && a < widths.wide);
  assert.ok(Math.abs(b - a / 2) < 0.2 && Math.abs(c - a) < 0.2 && Math.abs(d - a / 4) < 0.2);
});

test('percentiles: every further nine takes the same room, the slowest comes last', () => {
  const places = [90, 99, 99.9, 100];
  const chart: Chart = {
    id: 'x',
    kind: 'percentiles',
    snippet: 'x',
    title: name,
    lines: [{ name, points: places.map((at) => ({ at, measurement: `p${at}` })) }],
  };
  const header = measured(
    Object.fromEntries(places.map((at, index) => [`p${at}`, [index + 1, 'ms']])),
  );
  const svg = parse(draw(fill(chart, header, 'en'), 'wide', 'title', 'description'));
  const x = [...svg.querySelectorAll('circle')].map((dot) => Number(dot.getAttribute('cx')));
  const steps = x.slice(1).map((value, index) => Math.round(value - x[index]!));
  assert.equal(new Set(steps).size, 1);
  assert.ok(steps[0]! > 50);
  for (const text of ['p90', 'p99', 'p99.9', 'max', '4 ms'])
    assert.ok(svg.querySelector('svg')!.textContent.includes(text), text);
});

test('a speed-up is the first time over each, below the cores of the machine', () => {
  const chart: Chart = {
    id: 'x',
    kind: 'speed-up',
    snippet: 'x',
    title: name,
    along: name,
    lines: [
      {
        name,
        points: [
          { at: 1, measurement: 'a' },
          { at: 4, measurement: 'b' },
        ],
      },
    ],
  };
  const filled = fill(chart, measured({ a: [90, 'ms'], b: [60, 'ms'] }), 'en');
  assert.ok(filled.kind === 'speed-up');
  assert.deepEqual(
    filled.lines[0]!.points.map(({ text }) => text),
    ['1.00 x', '1.50 x'],
  );
  assert.equal(filled.cores, 2);
});

const bars = (...measurements: string[]): Chart => ({
  id: 'x',
  kind: 'bars',
  snippet: 'x',
  title: name,
  groups: [{ bars: measurements.map((measurement) => ({ name, measurement })) }],
});

test('labels at one place do not cover each other', () => {
  const chart: Chart = {
    id: 'x',
    kind: 'curve',
    snippet: 'x',
    title: name,
    along: name,
    lines: ['a', 'b'].map((key) => ({
      name,
      points: [1, 2].map((at) => ({ at, measurement: `${key}${at}` })),
    })),
  };
  const header = measured({ a1: [90, 'ms'], a2: [1, 'ms'], b1: [2, 'ms'], b2: [2, 'ms'] });
  const svg = parse(draw(fill(chart, header, 'en'), 'narrow', 'title', 'description'));
  const places = [...svg.querySelectorAll('.c-value text')].map((text) =>
    /translate\(([\d.]+),([\d.]+)\)/.exec(text.getAttribute('transform')!)!.slice(1).map(Number),
  ) as [number, number][];
  const right = places.filter(([x]) => x === Math.max(...places.map(([other]) => other)));
  assert.equal(right.length, 2);
  assert.ok(Math.abs(right[0]![1] - right[1]![1]) >= 14);
});

test('refuses a measurement that is not there, and units that share no scale', () => {
  const header = measured({ a: [1, 'ms'], b: [2, 'MB'] });
  assert.throws(() => fill(bars('a', 'c'), header, 'en'), /no measurement "c" in x \(has: a, b\)/);
  assert.throws(() => fill(bars('a', 'b'), header, 'en'), /one scale cannot hold ms and MB: a, b/);
});
