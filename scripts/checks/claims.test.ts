import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Language } from '../pages/pages.ts';
import { claimsIn } from './claims.ts';

const found = (text: string, language: Language = 'en'): string[] =>
  claimsIn(text, 'page.md', language).map(({ at, sentence }) => `${at} ${sentence}`);

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
] as const) {
  test(`claims: ${what}`, () => assert.deepEqual(found(text), claims));
}

test('claims: Chinese', () => {
  assert.deepEqual(found('它从不结束。后面。', 'zh'), ['page.md:1 它从不结束。']);
});
