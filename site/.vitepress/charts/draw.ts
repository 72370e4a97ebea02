import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escape } from '../figures/output.ts';
import type { Filled } from './model.ts';

type BarsData = Extract<Filled, { kind: 'bars' }>;
type LinesData = Exclude<Filled, { kind: 'bars' }>;
type Point = LinesData['lines'][number]['points'][number];

/** Plot draws into a document; this one has no browser around it. */
const { document } = parseHTML('<!doctype html><html><body></body></html>');

/** A drawing's widths in pixels: its text keeps its size, so a phone gets a drawing of its own. */
export const widths = { wide: 640, narrow: 316 };

const fontSize = 12;
const barRow = 28;
const lineHeight = { wide: 250, narrow: 220 };
const lineMargins = { marginLeft: 44, marginTop: 32, marginBottom: 44 };
/** From a point to the middle of its label, and from one label to the next. */
const [labelRise, labelStep] = [11, 14];

/**
 * Draws a chart as SVG in the theme's colours, which its style sheet gives to the classes.
 *
 * @param title - Its accessible name.
 * @param description - Its numbers in words.
 */
export function draw(
  filled: Filled,
  form: keyof typeof widths,
  title: string,
  description: string,
): string {
  const drawn = filled.kind === 'bars' ? drawBars(filled, form) : drawLines(filled, form);
  const options: Plot.PlotOptions = {
    document: document as unknown as Document,
    width: widths[form],
    style: { fontSize: String(fontSize) },
    ...drawn,
  };
  return clean(Plot.plot(options), form, title, description);
}

function drawBars({ groups }: BarsData, form: keyof typeof widths): Plot.PlotOptions {
  const rows = groups.flatMap(({ name, bars }, group) => {
    const longest = Math.max(...bars.map(({ value }) => value));
    return [
      ...(name ? [{ key: `${group}`, name, share: 0, text: '', heading: true }] : []),
      ...bars.map((bar, index) => ({
        key: `${group}.${index}`,
        name: bar.name,
        share: longest === 0 ? 0 : bar.value / longest,
        text: bar.text,
        heading: false,
      })),
    ];
  });
  const bars = rows.filter(({ heading }) => !heading);
  const marginLeft = Math.max(...bars.map(({ name }) => widthOf(name))) + 12;
  const marginRight = Math.max(...bars.map(({ text }) => widthOf(text))) + 12;
  return {
    width: widths[form],
    height: rows.length * barRow,
    marginLeft,
    marginRight,
    marginTop: 0,
    marginBottom: 0,
    x: { axis: null, domain: [0, 1] },
    y: { axis: null, domain: rows.map(({ key }) => key), padding: 0 },
    marks: [
      Plot.barX(bars, {
        x: 'share',
        y: 'key',
        insetTop: 6,
        insetBottom: 6,
        rx: 2,
        className: 'c-bar',
      }),
      Plot.text(bars, {
        x: () => 0,
        y: 'key',
        text: 'name',
        textAnchor: 'end',
        dx: -8,
        className: 'c-name',
      }),
      Plot.text(bars, {
        x: 'share',
        y: 'key',
        text: 'text',
        textAnchor: 'start',
        dx: 8,
        className: 'c-value',
      }),
      Plot.text(
        rows.filter(({ heading }) => heading),
        {
          x: () => 0,
          y: 'key',
          text: 'name',
          textAnchor: 'start',
          dx: -marginLeft,
          dy: 4,
          className: 'c-heading',
        },
      ),
    ],
  };
}

function drawLines(
  { kind, lines, along, unit, cores }: LinesData,
  form: keyof typeof widths,
): Plot.PlotOptions {
  const points = lines.flatMap((line) => line.points);
  const places = [...new Set(points.map(({ at }) => at))].sort((a, b) => a - b);
  const place = (at: number): number => (kind === 'percentiles' ? nines(at) : at);
  const top = Math.max(...points.map(({ value }) => value), cores ?? 0) * 1.08;
  const last = places.at(-1)!;
  const pixels = (lineHeight[form] - lineMargins.marginTop - lineMargins.marginBottom) / top;
  const marginRight = Math.max(...points.map(({ text }) => widthOf(text))) + 12;
  // The last ones stand beside their points. A speed-up has its limit above it.
  const rise = kind === 'speed-up' ? -labelRise - 4 : labelRise;
  const labels = places.map((at) =>
    stacked(
      points.filter((point) => point.at === at),
      at === last ? 0 : rise,
      pixels,
    ),
  );
  const label = { x: ({ at }: Point) => place(at), y: 'value', text: 'text', className: 'c-value' };
  return {
    height: lineHeight[form],
    ...lineMargins,
    marginRight,
    x: { domain: [place(places[0]!), place(last)], inset: 18 },
    y: { domain: [0, top] },
    marks: [
      Plot.gridY({ ticks: 4, className: 'c-grid' }),
      Plot.axisY({
        ticks: 4,
        tickSize: 0,
        label: unit,
        labelArrow: 'none',
        labelAnchor: 'top',
        className: 'c-tick',
      }),
      Plot.axisX(places.map(place), {
        tickSize: 4,
        tickFormat: (_: number, index: number) => placeText(places[index]!, kind),
        label: along,
        labelArrow: 'none',
        labelAnchor: 'center',
        labelOffset: 38,
        className: 'c-tick',
      }),
      Plot.ruleY([0], { className: 'c-axis' }),
      ...(cores === undefined
        ? []
        : [
            Plot.line(
              [...new Set([places[0]!, Math.min(cores, last), last])].map((at) => ({
                at,
                most: Math.min(at, cores),
              })),
              { x: 'at', y: 'most', className: 'c-limit' },
            ),
          ]),
      ...lines.flatMap((line, index) => {
        const data = line.points.map(({ at, value }) => ({ at: place(at), value }));
        return [
          Plot.line(data, { x: 'at', y: 'value', className: `c-line c-${index}` }),
          Plot.dot(data, { x: 'at', y: 'value', r: 3.5, className: `c-dot c-${index}` }),
        ];
      }),
      Plot.text(labels.slice(0, -1).flat(), label),
      Plot.text(labels.at(-1)!, { ...label, textAnchor: 'start', dx: 9 }),
    ],
  };
}

/** Where the labels of points at one place go: so much above each, and above the label below. */
function stacked(points: readonly Point[], rise: number, pixels: number): Point[] {
  let lowest = -Infinity;
  return points
    .toSorted((a, b) => a.value - b.value)
    .map((point) => {
      const height = Math.max(point.value * pixels + rise, lowest);
      lowest = height + labelStep;
      return { ...point, value: height / pixels };
    });
}

/** Where a percentile stands: each further nine takes as much room as the one before, and the slowest follows them. */
function nines(percentile: number): number {
  return percentile >= 100 ? 4 : Math.min(-Math.log10(1 - percentile / 100), 3.5);
}

const slowest = 'max';

function placeText(at: number, kind: LinesData['kind']): string {
  if (kind !== 'percentiles') return String(at);
  return at >= 100 ? slowest : `p${at}`;
}

/** The width of a text at the charts' size, near enough to leave room for it. */
function widthOf(text: string): number {
  return [...text].reduce(
    (sum, letter) => sum + (/[⺀-鿿＀-￯]/.test(letter) ? fontSize : fontSize * 0.58),
    0,
  );
}

/** An SVG without a style sheet of its own, with short numbers, a name and a description. */
function clean(
  svg: SVGSVGElement | HTMLElement,
  form: keyof typeof widths,
  title: string,
  description: string,
): string {
  svg.querySelector('style')?.remove();
  for (const name of ['style', 'fill', 'font-size', 'font-family']) svg.removeAttribute(name);
  svg.setAttribute('class', `c-plot c-${form}`);
  svg.setAttribute('role', 'img');
  for (const element of svg.querySelectorAll('*')) {
    // Names of Plot's groups would be read out one by one.
    element.removeAttribute('aria-label');
    element.removeAttribute('aria-hidden');
    for (const { name, value } of [...element.attributes])
      if (name !== 'class') element.setAttribute(name, shortNumbers(value));
  }
  svg.insertAdjacentHTML(
    'afterbegin',
    `<title>${escape(title)}</title><desc>${escape(description)}</desc>`,
  );
  return svg.outerHTML;
}

const shortNumbers = (text: string): string =>
  text.replace(/-?\d+\.\d+/g, (number) => String(Number(Number(number).toFixed(1))));
