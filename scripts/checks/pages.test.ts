import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMentions } from '../pages/pages.ts';
import { regionsOf } from '../catalog/regions.ts';

test('finds what a page names, with lines, and leaves code out', () => {
  const page = [
    '---',
    'title: "<<< front-matter"',
    '---',
    '# Title',
    '## Pool {#pool}',
    '<<< worker-pool#drain lines=1-3',
    'It starts in [[worker-pool/thread start-up]], not in `[[a/b]]`.',
    '```md',
    '## Not a heading',
    '<<< not-a-form',
    '```',
    '## Bare',
    '<<< diagram:thread-pool',
    '<<< chart:process-vs-thread',
  ].join('\n');
  assert.deepEqual(readMentions(page), {
    mentions: [
      { kind: 'heading', name: 'pool', line: 5 },
      { kind: 'snippet', name: 'worker-pool#drain', line: 6 },
      { kind: 'measurement', name: 'worker-pool/thread start-up', line: 7 },
      { kind: 'diagram', name: 'thread-pool', line: 13 },
      { kind: 'chart', name: 'process-vs-thread', line: 14 },
    ],
    bareHeadings: [{ text: 'Bare', line: 12 }],
  });
});

test('cuts regions without their markers and their common indent', () => {
  const source = [
    'a',
    '  // #region one',
    '  b',
    '  // #region two',
    '    c',
    '  // #endregion two',
    '  // #endregion one',
  ].join('\n');
  const regions = regionsOf(source);
  assert.equal(regions.get('one')?.text, 'b\n  c');
  assert.equal(regions.get('one')?.line, 3);
  assert.equal(regions.get('two')?.text, 'c');
});

for (const [what, source, message] of [
  ['never ends', '// #region one', /region "one" never ends/],
  ['never starts', '// #endregion one', /region "one" ends but never starts/],
  [
    'is there twice',
    '// #region one\n// #endregion one\n// #region one\n// #endregion one',
    /region "one" is there twice/,
  ],
] as const) {
  test(`refuses a region that ${what}`, () => assert.throws(() => regionsOf(source), message));
}
