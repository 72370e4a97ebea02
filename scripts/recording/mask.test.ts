import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mask, maskLine } from './mask.ts';
import { parseMeasurement } from './recording.ts';

const lines: [line: string, masked: string][] = [
  // What differs from run to run goes.
  ['thread start-up: 11.8 ms', 'thread start-up: <n> ms'],
  ['lost updates: 1,234,567 updates', 'lost updates: <n> updates'],
  ['took 12.5 ms and 3 MB', 'took <n> ms and <n> MB'],
  ['│ online │ 0 % │ 1016.0k… │', '│ online │ <n> % │ <n> MB │'],
  ['8 µs a message, 1,200/s', '<n> µs a message, <n> /s'],
  ['worker pid 1234 on port 40123', 'worker pid <pid> on port <port>'],
  ['(pid: 99)', '(pid: <pid>)'],
  ['http://127.0.0.1:40123/a', 'http://127.0.0.1:<port>/a'],
  ['/tmp/work-aBc123/file.txt is there', '<temporary> is there'],
  ['2026-01-02T03:04:05.678Z up', '<time> up'],
  ['\u001b[32mok\u001b[39m   done', 'ok done'],
  // What is certain stays.
  ['worker 2 took task 7', 'worker 2 took task 7'],
  ['exit code 1', 'exit code 1'],
  ['4 tasks in 2 threads', '<n> tasks in <n> threads'],
  ['v1.2.3', 'v1.2.3'],
];
for (const [line, masked] of lines)
  test(`masks "${line}"`, () => assert.equal(maskLine(line), masked));

test('free order compares as a multiset', () => {
  assert.equal(mask('b\na\n', true), mask('a\nb\n', true));
  assert.notEqual(mask('a\na\nb\n', true), mask('a\nb\nb\n', true));
  assert.notEqual(mask('b\na\n', false), mask('a\nb\n', false));
});

const measurements: [line: string, value: number | undefined][] = [
  ['thread start-up: 11.8 ms', 11.8],
  ['  indented: 3 MB', 3],
  ['rate: 1,234.5 /s', 1234.5],
  ['speed-up with two threads: 1.95 x', 1.95],
  ['no unit: 3', undefined],
  ['unknown unit: 3 parsecs', undefined],
  ['Capital: 3 ms', undefined],
  ['took 3 ms', undefined],
];
for (const [line, value] of measurements) {
  test(`reads "${line}" as ${value}`, () => assert.equal(parseMeasurement(line)?.value, value));
}
