import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { recordingsFolder } from '../checkout/paths.ts';
import type { Machine } from '../nodes/machine.ts';
import { units, type Unit } from './units.ts';

/** A named number that a snippet printed as `name: number unit`. */
export interface Measurement {
  name: string;
  /** The number as it was printed: `1,234.5`. */
  text: string;
  value: number;
  unit: Unit;
}

/** What one run of a snippet was, beside what it printed. */
export interface RecordingHeader extends Machine {
  id: string;
  /** Ties the terminal recording to the timeline of the same recording. */
  run: string;
  /** The second run, which gave the timeline, where the first measured. */
  probedRun?: string;
  /** How the run ended: an exit code, or the name of a signal. */
  exit: number | string;
  /** Milliseconds from the start of the process to its end. */
  duration: number;
  /** Hash over the snippet, its companions and the packages it imports. */
  hash: string;
  measurements: Measurement[];
}

/** One chunk of output. */
export interface OutputChunk {
  /** Seconds since the start of the run. */
  at: number;
  stream: 'stdout' | 'stderr';
  /** Text with plain newlines; colours are escape sequences. */
  text: string;
}

export interface Recording {
  header: RecordingHeader;
  /** The command that a reader types to repeat the run. */
  command: string;
  /** When the run started, seconds since 1970. */
  timestamp: number;
  output: OutputChunk[];
}

/** The command that runs a snippet: pages offer it, recordings carry it, tests run it. */
export const commandFor = (id: string, args: readonly string[] = []): string =>
  [`npm run snippet ${id}`, ...(args.length > 0 ? ['--', ...args] : [])].join(' ');

/** Path of a snippet's terminal recording. */
export const castPath = (id: string): string => join(recordingsFolder, `${id}.cast`);

const measurementLine = new RegExp(
  String.raw`^\s*(?<name>[a-z][a-z0-9 .,()/+-]*): (?<text>-?\d[\d,]*(?:\.\d+)?) ?(?<unit>${units
    .map((unit) => unit.replace('/', String.raw`\/`))
    .join('|')})$`,
);

/**
 * Reads one line of output as a measurement.
 *
 * @param line - A line without colours and without its newline.
 * @returns The measurement, or undefined where the line is something else.
 */
export function parseMeasurement(line: string): Measurement | undefined {
  const match = measurementLine.exec(line);
  if (!match?.groups) return undefined;
  const { name, text, unit } = match.groups as { name: string; text: string; unit: Unit };
  return { name, text, value: Number(text.replaceAll(',', '')), unit };
}

/**
 * Writes a recording as an asciicast (version 2), which asciinema plays.
 *
 * Text that came through stderr is an ordinary `o` event after an empty `e` event; the last event, `x`,
 * carries the exit. Players skip the codes they do not know.
 * Format: https://docs.asciinema.org/manual/asciicast/v2/
 */
export function writeCast({ header, command, timestamp, output }: Recording): string {
  const lines: unknown[] = [
    {
      version: 2,
      width: 80,
      height: 24,
      timestamp,
      command,
      title: header.id,
      env: { TERM: 'xterm-256color' },
      recording: header,
    },
  ];
  for (const { at, stream, text } of output) {
    const seconds = Number(at.toFixed(4));
    if (stream === 'stderr') lines.push([seconds, 'e', '']);
    lines.push([seconds, 'o', text.replaceAll('\n', '\r\n')]);
  }
  lines.push([Number((header.duration / 1000).toFixed(4)), 'x', String(header.exit)]);
  return lines.map((line) => JSON.stringify(line)).join('\n') + '\n';
}

/** Reads what {@link writeCast} wrote. */
export function parseCast(text: string): Recording {
  const [first = '', ...rest] = text.trimEnd().split('\n');
  const { command, timestamp, recording } = JSON.parse(first) as {
    command: string;
    timestamp: number;
    recording: RecordingHeader;
  };
  const output: OutputChunk[] = [];
  let stream: OutputChunk['stream'] = 'stdout';
  for (const line of rest) {
    const [at, code, data] = JSON.parse(line) as [number, string, string];
    if (code === 'e') stream = 'stderr';
    if (code !== 'o') continue;
    output.push({ at, stream, text: data.replaceAll('\r\n', '\n') });
    stream = 'stdout';
  }
  return { header: recording, command, timestamp, output };
}

/**
 * The recording of a snippet.
 *
 * @returns undefined where the snippet was never recorded.
 */
export function readRecording(id: string): Recording | undefined {
  const path = castPath(id);
  return existsSync(path) ? parseCast(readFileSync(path, 'utf8')) : undefined;
}

/** The ids of all recordings, also of those whose snippet is gone. */
export function recordedIds(): string[] {
  if (!existsSync(recordingsFolder)) return [];
  return readdirSync(recordingsFolder)
    .filter((name) => name.endsWith('.cast'))
    .map((name) => name.slice(0, -'.cast'.length))
    .sort();
}
