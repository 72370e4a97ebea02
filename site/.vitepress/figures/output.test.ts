import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutputChunk } from '../../../scripts/recording/recording.ts';
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
  ['an unfinished colour', 'a\u001b[31', 'a'],
  ['a reset of the terminal', 'a\u001bcb', 'ab'],
  ['a colour of another grammar', 'a\u001b[4:3mb\u001b[>4;1mc', 'abc'],
  ['a title that never ends', 'a\u001b]0;title\nb', 'a\nb'],
  ['an escape that begins nothing', 'a\u001b\nb', 'a<span class="o-control">U+001B</span>\nb'],
  // What could mislead is named.
  ['a change of direction', 'a\u202eb', 'a<span class="o-control">U+202E</span>b'],
  ['a backspace', 'a\bb', 'a<span class="o-control">U+0008</span>b'],
  ['a NUL', '\0', '<span class="o-control">U+0000</span>'],
];
for (const [what, text, expected] of cases)
  test(`shows ${what}`, () => assert.equal(html(text), expected));

/** Each character of the lines with its class: `k.ansi-green`. Where a chunk ends, one span becomes two, and that is the same text. */
const characters = (chunks: OutputChunk[]): string[] =>
  outputLines(chunks).flatMap(({ html }) => [
    ...[...html.matchAll(/<span class="([^"]+)">([^<]*)<\/span>|([^<])/g)].flatMap(
      ([, classes, colored = '', plain]) =>
        plain ? [plain] : [...colored].map((character) => `${character}.${classes}`),
    ),
    '\n',
  ]);

test('shows the same wherever a pipe has cut the output into chunks', () => {
  const text = '\u001b[1;32mok\u001b[39m so\u001b]0;title\u0007\u001b[2K\nno\u001b[0m b';
  const whole = characters([chunk(text)]);
  assert.deepEqual(whole, [
    ...['o.ansi-green ansi-bold', 'k.ansi-green ansi-bold'],
    ...[' .ansi-bold', 's.ansi-bold', 'o.ansi-bold', '\n'],
    ...['n.ansi-bold', 'o.ansi-bold', ' ', 'b', '\n'],
  ]);
  for (let at = 1; at < text.length; at++)
    assert.deepEqual(
      characters([chunk(text.slice(0, at)), chunk(text.slice(at))]),
      whole,
      `cut at ${at}`,
    );
});

test('a colour of one stream is none of the other', () => {
  const lines = outputLines([chunk('\u001b[31ma\n'), chunk('b\n', 'stderr'), chunk('c\n')]);
  assert.deepEqual(
    lines.map((line) => line.html),
    ['<span class="ansi-red">a</span>', 'b', '<span class="ansi-red">c</span>'],
  );
});

test('cuts a very long line and says by how much', () => {
  const [line] = outputLines([chunk('x'.repeat(10_000_000))]);
  assert.ok(line!.html.length < 2200);
  assert.match(line!.html, /… 9998000 more characters/);
  const [chinese] = outputLines([chunk('x'.repeat(2001))], 'zh');
  assert.match(chinese!.html, /… 还有 1 个字符/);
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
