import type { Language } from '../../../scripts/pages/pages.ts';
import { castPath, readRecording, type Recording } from '../../../scripts/recording/recording.ts';

/** A text in each language. */
export type Texts = Record<Language, string>;

/** A measurement of the chart's snippet, under the name that the chart gives it. */
export interface Bar {
  name: Texts;
  measurement: string;
}

/** One line of a chart: where along the axis each measurement stands. */
export interface Line {
  name: Texts;
  points: readonly { at: number; measurement: string }[];
}

interface Named {
  /** The name of the file that holds it. */
  id: string;
  /** The snippet whose recording it draws. */
  snippet: string;
  title: Texts;
}

/** Costs side by side. Each group has a scale of its own, from zero, so its bars share one unit. */
export interface Bars extends Named {
  kind: 'bars';
  groups: readonly { name?: Texts; bars: readonly Bar[] }[];
}

/**
 * What changes along a number. `speed-up` draws how many times as fast as at its first point each point is, with the
 * cores of the recording's machine as the limit.
 */
export interface Curve extends Named {
  kind: 'curve' | 'speed-up';
  /** What the number is. */
  along: Texts;
  lines: readonly Line[];
}

/** Latency by percentile: `at` is 50, 99, 99.9, and 100 for the slowest. */
export interface Percentiles extends Named {
  kind: 'percentiles';
  lines: readonly Line[];
}

export type Chart = Bars | Curve | Percentiles;

/** A number as it is drawn and as it is written. */
export interface Value {
  value: number;
  text: string;
}

/** A chart with its numbers, in one language. */
export type Filled =
  | {
      kind: 'bars';
      groups: { name: string; bars: ({ name: string } & Value)[] }[];
    }
  | {
      kind: 'curve' | 'speed-up' | 'percentiles';
      along: string;
      unit: string;
      /** Of a speed-up: how fast this machine can become at most. */
      cores?: number;
      lines: { name: string; points: ({ at: number } & Value)[] }[];
    };

/** A recording's numbers for a chart. */
export type Header = Pick<Recording['header'], 'measurements' | 'cores'>;

const percentile: Texts = { en: 'percentile', zh: '百分位' };

/**
 * Puts the numbers of a recording into a chart.
 *
 * @throws Error where a measurement is not there, or units that cannot share a scale meet.
 */
export function fill(chart: Chart, header: Header, language: Language): Filled {
  const measured = (name: string): Value & { unit: string } => {
    const found = header.measurements.find((measurement) => measurement.name === name);
    if (!found) {
      const names = header.measurements.map((measurement) => measurement.name);
      throw new Error(
        `no measurement "${name}" in ${chart.snippet} (has: ${names.join(', ') || 'none'})`,
      );
    }
    return { value: found.value, unit: found.unit, text: `${found.text} ${found.unit}` };
  };
  const oneUnit = (names: readonly string[]): string => {
    const units = [...new Set(names.map((name) => measured(name).unit))];
    if (units.length !== 1)
      throw new Error(`one scale cannot hold ${units.join(' and ')}: ${names.join(', ')}`);
    return units[0]!;
  };

  if (chart.kind === 'bars') {
    const groups = chart.groups.map(({ name, bars }) => {
      oneUnit(bars.map(({ measurement }) => measurement));
      return {
        name: name?.[language] ?? '',
        bars: bars.map((bar) => ({ ...measured(bar.measurement), name: bar.name[language] })),
      };
    });
    return { kind: chart.kind, groups };
  }

  const unit = oneUnit(
    chart.lines.flatMap(({ points }) => points.map(({ measurement }) => measurement)),
  );
  const faster = chart.kind === 'speed-up';
  const lines = chart.lines.map(({ name, points }) => {
    const first = measured(points[0]!.measurement).value;
    return {
      name: name[language],
      points: points.map(({ at, measurement }) => {
        const found = measured(measurement);
        const times = first / found.value;
        return { at, ...(faster ? { value: times, text: `${times.toFixed(2)} x` } : found) };
      }),
    };
  });
  return {
    kind: chart.kind,
    along: (chart.kind === 'percentiles' ? percentile : chart.along)[language],
    unit: faster ? 'x' : unit,
    ...(faster && { cores: header.cores }),
    lines,
  };
}

/**
 * The recording that a chart draws, and its file.
 *
 * @throws Error where the snippet has none.
 */
export function recordingOf({ snippet }: Chart): { recording: Recording; file: string } {
  const recording = readRecording(snippet);
  if (!recording)
    throw new Error(`${snippet} has no recording; make it with: npm run record -- ${snippet}`);
  return { recording, file: castPath(snippet) };
}
