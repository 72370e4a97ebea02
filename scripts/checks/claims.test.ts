import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Language } from '../pages/pages.ts';
import { claimsIn } from './claims.ts';

const found = (text: string, language: Language = 'en'): string[] =>
  claimsIn(text, 'page.md', language).map(({ at, sentence, reason }) =>
    [at, reason && `(${reason})`, sentence].filter(Boolean).join(' '),
  );

for (const [what, text, claims] of [
  ['a bare sentence', 'One. It never ends. Two.', ['page.md:1 It never ends.']],
  ['a sentence with a proof', 'It never ends. [[proof:never-ends]]', []],
  ['a sentence with a measurement', 'It never takes less than [[a/b]].', []],
  ['a sentence with a link', 'It [never](https://nodejs.org) ends.', []],
  ['a sentence before a figure', 'It never ends.\n\n<<< worker-pool#use', []],
  ['a sentence after a figure', '<<< worker-pool#use\n\nIt never ends.', []],
  ['the word in code', 'Say `never`.', []],
  ['a fence', '```\nnever\n```', []],
  ['front matter', '---\ntitle: never\n---\n\nOnly.', ['page.md:5 Only.']],
  ['a row of a table', '| a | b |\n| - | - |\n| only | c |', ['page.md:3 | only | c |']],
  [
    'a mistake that an item names',
    '- _"It never ends."_ It ends.',
    ['page.md:1 (named) - _"It never ends."_'],
  ],
  ['what an item says of a mistake', '- _"It ends."_ It never does.', ['page.md:1 It never does.']],
  [
    'an emphasis within a sentence',
    '- _It never ends_ is wrong.',
    ['page.md:1 - _It never ends_ is wrong.'],
  ],
  ['a question', '**Why never?** It ends.', ['page.md:1 (question) **Why never?**']],
  ['an answer behind a question', '**Why?** It never ends.', ['page.md:1 It never ends.']],
  ['the head of a table', '| all | b |\n| :-- | - |\n| c | d |', ['page.md:1 (label) | all | b |']],
  [
    'a title to choose by',
    '<summary>It never ends</summary>',
    ['page.md:1 (label) <summary>It never ends</summary>'],
  ],
  ['a sentence in a tag', '<b>It</b> never ends.', ['page.md:1 <b>It</b> never ends.']],
  ['an idiom', 'Above all, all the same, not only this.', []],
  [
    'an idiom beside the word',
    'Above all, it never ends.',
    ['page.md:1 Above all, it never ends.'],
  ],
] as const) {
  test(`claims: ${what}`, () => assert.deepEqual(found(text), claims));
}

test('claims: Chinese', () => {
  assert.deepEqual(found('它从不结束。后面。', 'zh'), ['page.md:1 它从不结束。']);
  assert.deepEqual(found('- **“永远不结束。”** 会的。', 'zh'), [
    'page.md:1 (named) - **“永远不结束。”**',
  ]);
  assert.deepEqual(found('- **“会结束。”** 从不。', 'zh'), ['page.md:1 从不。']);
  assert.deepEqual(found('**为什么只能这样？** 只能。', 'zh'), [
    'page.md:1 (question) **为什么只能这样？**',
    'page.md:1 只能。',
  ]);
  assert.deepEqual(found('只有两个核，能不能更快，再测。', 'zh'), []);
  assert.deepEqual(found('只有它能。', 'zh'), ['page.md:1 只有它能。']);
});
