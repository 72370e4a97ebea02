import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseQuestion } from '../pages/questions.ts';
import { checkQuestion } from './questions.ts';

const whole = `---
title: A short title
description: One sentence.
level: senior
topic: overview
related: [overview#start]
---

# How does it work? {#question}

## In 30 seconds {#short}

It [works][node].

## The full answer {#full}

In full.

## Evidence {#evidence}

<<< worker-pool#use

## Bonus points {#bonus}

More.

## Wrong answers {#wrong}

- "No."

## Follow-ups {#follow-ups}

- [One](./own) and [another](./other#full)

[node]: https://nodejs.org/
`;

const pages = [
  { name: 'overview.md', mentions: [{ kind: 'heading', name: 'start', line: 1 } as const] },
];

function problemsOf(text: string): string[] {
  const own = { slug: 'own', path: 'own.md', ...parseQuestion(text) };
  return checkQuestion(own, [own, { ...own, slug: 'other' }], pages).map(({ message }) => message);
}

test('a whole question has no problem', () => assert.deepEqual(problemsOf(whole), []));

test('sections come apart from link definitions', () => {
  const { sections, definitions, asked } = parseQuestion(whole);
  assert.equal(asked, 'How does it work?');
  assert.equal(sections.get('short')?.text, 'It [works][node].');
  assert.match(sections.get('follow-ups')!.text, /another\]\(\.\/other#full\)$/);
  assert.equal(definitions, '[node]: https://nodejs.org/');
});

for (const [what, from, to, message] of [
  ['without evidence', '<<< worker-pool#use', '[A link](./other)', /shows no snippet/],
  ['with a diagram only', '<<< worker-pool#use', '<<< diagram:thread-pool', /shows no snippet/],
  ['without a section', /## Bonus points \{#bonus\}\n\nMore.\n/, '', /no section \{#bonus\}/],
  ['with an empty section', 'In full.', '', /\{#full\} is empty/],
  ['of an unknown level', 'level: senior', 'level: expert', /level expert/],
  ['without a topic', 'topic: overview\n', '', /no topic/],
  ['related to nothing', '[overview#start]', '[overview#end]', /no section overview#end/],
  ['with one follow-up', ' and [another](./other#full)', '', /fewer than two/],
  ['with a follow-up to nowhere', './other#full', './nowhere', /no question nowhere/],
  ['with quoted front matter', 'One sentence.', '"One: sentence."', /front matter/],
  ['with a long description', 'One sentence.', 'long '.repeat(40), /previews show/],
] as const) {
  test(`a question ${what} is refused`, () => {
    const text = whole.replace(from, to);
    assert.notEqual(text, whole);
    assert.match(problemsOf(text).join('\n'), message);
  });
}

test('sections in another order are refused', () => {
  const [short] = /## In 30[\s\S]*?(?=## The)/.exec(whole)!;
  const text = whole.replace(short, '').replace('## Evidence', `${short}## Evidence`);
  assert.match(problemsOf(text).join('\n'), /they must be short, full/);
});
