import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutputChunk } from '../../../scripts/recording.ts';
import { outputLines } from './output.ts';

const chunk = (text: string, stream: OutputChunk['stream'] = 'stdout', at = 0): OutputChunk => ({
  at,
  stream,
  text,
});
const html = (text: string): string =>
  outputLines([chunk(text)])
    .map((line) => line.html)
    .join('\n');

const cases: [what: string, text: string, html: string][] = [
  // Markup and template syntax show as themselves.
  ['a script', '<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
  ['a template', '{{ 6 * 7 }}', '{{ 6 * 7 }}'],
  ['an attribute', `" onload='x'`, '&quot; onload=&#39;x&#39;'],
  [
    'an end of the element',
    '</span></pre><img src=x onerror=1>',
    '&lt;/span&gt;&lt;/pre&gt;&lt;img src=x onerror=1&gt;',
  ],
  // Colours become classes, all other sequences go.
  ['a colour', '\u001b[32mok\u001b[39m', '<span class="ansi-green">ok</span>'],
  [
    'markup in colour',
    '\u001b[1;31m<b>\u001b[0m',
    '<span class="ansi-red ansi-bold">&lt;b&gt;</span>',
  ],
  ['a cleared screen', 'a\u001b[2J\u001b[1;1Hb', 'ab'],
  ['a window title', '\u001b]0;title\u0007a', 'a'],
  ['a link', '\u001b]8;;http://example.com\u001b\\text\u001b]8;;\u001b\\', 'text'],
  ['an unfinished sequence', 'a\u001b[', 'a'],
  // What could mislead is named.
  ['a change of direction', 'a\u202eb', 'a<span class="o-control">U+202E</span>b'],
  ['a backspace', 'a\bb', 'a<span class="o-control">U+0008</span>b'],
  ['a NUL', '\0', '<span class="o-control">U+0000</span>'],
];
for (const [what, text, expected] of cases)
  test(`shows ${what}`, () => assert.equal(html(text), expected));

test('cuts a very long line and says by how much', () => {
  const [line] = outputLines([chunk('x'.repeat(10_000_000))]);
  assert.ok(line!.html.length < 2200);
  assert.match(line!.html, /… 9998000 more characters/);
});

test('keeps lines, moments and streams', () => {
  const lines = outputLines([
    chunk('a\nb', 'stdout', 1),
    chunk('c\n\nd\n', 'stdout', 2),
    chunk('e\n', 'stderr', 3),
  ]);
  assert.deepEqual(lines, [
    { at: 1, stream: 'stdout', html: 'a' },
    { at: 1, stream: 'stdout', html: 'bc' },
    { at: 2, stream: 'stdout', html: '' },
    { at: 2, stream: 'stdout', html: 'd' },
    { at: 3, stream: 'stderr', html: 'e' },
  ]);
});
