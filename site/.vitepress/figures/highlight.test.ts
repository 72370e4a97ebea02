import assert from 'node:assert/strict';
import { test } from 'node:test';
import { highlight } from './highlight.ts';

test('a line is coloured to its end, however slow the machine is', (t) => {
  let now = 0;
  t.mock.method(Date, 'now', () => (now += 1000));
  // A text that no cache has, or nothing would be coloured.
  const html = highlight(`const first = 'a', second = ${process.hrtime.bigint()}n; // the end`);
  assert.match(html, /t-comment">\/\/ the end</);
});
