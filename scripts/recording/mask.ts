import { stripVTControlCharacters } from 'node:util';
import { parseMeasurement } from './recording.ts';
import { units } from './units.ts';

const unitWords = [...units, 'us', 'KB', 'kiB', 'KiB', 'MiB', 'GiB', 'min', 'req/s', 'ops/s']
  .sort((a, b) => b.length - a.length)
  .map((unit) => unit.replace('/', String.raw`\/`))
  .join('|');

/** What differs between two honest runs, in the order in which the rules apply. */
const rules: [RegExp, string][] = [
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z?/g, '<time>'],
  [/\b\d\d:\d\d:\d\d(?:\.\d+)?\b/g, '<time>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uuid>'],
  [/\/tmp\/[\w./-]+/g, '<temporary>'],
  [/\b(p?pid)s?(\W{0,3})\d+(?:, \d+)*/gi, '$1$2<pid>'],
  [/(127\.0\.0\.1|localhost|\[::1\]|\[::\]):\d+/g, '$1:<port>'],
  [/\b(port)(\W{0,3})\d+/gi, '$1$2<port>'],
  // PM2 shortens what does not fit its column: of an app that has hardly begun.
  [/\b\d+\.\dk…/g, '<n> MB'],
  [new RegExp(String.raw`(?<![\w.])-?\d[\d,]*(?:\.\d+)? ?(${unitWords})(?![\w/])`, 'g'), '<n> $1'],
];

/**
 * A line of output without what differs from run to run: measurements, pids, ports, durations, memory,
 * rates, times, temporary paths, and the spaces that align them.
 */
export function maskLine(line: string): string {
  const plain = stripVTControlCharacters(line).trimEnd();
  const measurement = parseMeasurement(plain);
  if (measurement) return `${measurement.name}: <n> ${measurement.unit}`;
  return rules
    .reduce((text, [pattern, mask]) => text.replace(pattern, mask), plain)
    .replace(/(\S) {2,}/g, '$1 ');
}

/** Masks a whole text. With free order its lines are sorted, so that equal multisets are equal texts. */
export function mask(text: string, orderFree: boolean): string {
  const lines = text.replace(/\n$/, '').split('\n').map(maskLine);
  return `${(orderFree ? lines.sort() : lines).join('\n')}\n`;
}
