import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Day } from './days.ts';
import { minutesForCode, minutesToRead, sectionText } from './minutes.ts';
import { lengthProblem, pathOf, pathProblems, type Known } from './problems.ts';

const known: Known = {
  sections: new Set(['a#one', 'a#two', 'b#one']),
  snippets: new Set(['spawn', 'fork']),
  questions: new Set(['why', 'how']),
  exercises: new Set(['pool', 'lock']),
  topics: ['a', 'b'],
};

const first: Day = {
  read: { basic: ['a#one'], senior: ['a#two'] },
  run: { basic: ['spawn'] },
  answer: ['why'],
  write: { senior: ['pool'] },
};
const second: Day = {
  read: { basic: ['b#one'] },
  run: { basic: ['fork'] },
  answer: ['how'],
  write: { basic: ['lock'] },
};

const said = (...path: Day[]): string[] => pathOf(path, known).map(({ message }) => message);

test('the path names what there is, and every day has its measure', () => {
  assert.deepEqual(pathProblems(), []);
});

test('a whole path has no problem', () => {
  assert.deepEqual(said(first, second), []);
});

for (const [what, day, message] of [
  ['section', { read: { basic: ['b#two'] } }, /there is no section b#two/],
  ['section of another page', { read: { basic: ['c#one'] } }, /there is no section c#one/],
  ['snippet', { run: { basic: ['spwan'] } }, /there is no snippet spwan/],
  ['question', { answer: ['when'] }, /there is no question when/],
  ['exercise', { write: { basic: ['queue'] } }, /there is no exercise queue/],
] as const) {
  test(`tells a ${what} that is not there`, () => {
    assert.ok(said(first, { ...second, ...day }).some((line) => message.test(line)));
  });
}

test('tells what comes twice, on one day or on two', () => {
  assert.deepEqual(said(first, { ...second, answer: ['how', 'why'] }), [
    'day 2: the question why is on the path twice',
  ]);
  assert.deepEqual(said(first, { ...second, run: { basic: ['fork'], senior: ['fork'] } }), [
    'day 2: the snippet fork is on the path twice',
  ]);
  // A snippet and an exercise may have one name.
  const names = { ...known, exercises: new Set(['spawn', 'lock']) };
  assert.deepEqual(pathOf([{ ...first, write: { basic: ['spawn'] } }, second], names), []);
});

test('tells a day without one of the four, or with nothing for everybody', () => {
  assert.deepEqual(said(first, { ...second, write: {} }), [
    'day 2 has no exercise; each day reads, runs, answers and writes',
  ]);
  assert.deepEqual(said(first, { ...second, run: { senior: ['fork'] } }), [
    'day 2 has no snippet for everybody; name one as basic',
  ]);
});

test('tells a topic that it does not meet, and a question that it never asks', () => {
  assert.deepEqual(said(first), [
    'meets nothing of b; read one of its sections',
    'never asks how; give the question a day',
  ]);
  assert.ok(said().length > 0);
});

test('a day is neither too short nor too long', () => {
  assert.match(lengthProblem(5) ?? '', /takes 5 minutes; find something/);
  assert.equal(lengthProblem(90), undefined);
  assert.match(lengthProblem(600) ?? '', /takes 600 minutes; leave out/);
});

const page = [
  '---',
  'title: none of this counts',
  '---',
  '# Page {#page}',
  'Before.',
  '## One {#one}',
  'Words of one.',
  '```sh',
  '# no heading',
  '```',
  '### Below one {#below}',
  'More.',
  '## Two {#two}',
  'Last.',
].join('\n');

test('cuts a section with what stands below it, and takes no comment for a heading', () => {
  assert.match(sectionText(page, 'one')!, /^## One[^]*# no heading[^]*More\.$/);
  assert.equal(sectionText(page, 'below'), '### Below one {#below}\nMore.');
  assert.equal(sectionText(page, 'two'), '## Two {#two}\nLast.');
  assert.equal(sectionText(page, 'three'), undefined);
});

test('reckons minutes from words, characters, figures and lines, and from nothing else', () => {
  const words = 'word '.repeat(1000);
  assert.equal(minutesToRead(words), 5);
  assert.equal(minutesToRead(`---\ntitle: ${words}\n---\n${words}`), 5);
  assert.equal(minutesToRead(`${words}\n<<< spawn#run\n<<< diagram:event-loop`), 7);
  assert.equal(minutesToRead('字'.repeat(1200)), 3);
  assert.equal(minutesToRead(`[here](${words.replaceAll(' ', '-')})`), 1);
  assert.equal(minutesToRead(''), 1);
  assert.equal(minutesForCode('line\n'.repeat(89)), 3);
  assert.equal(minutesForCode(''), 1);
});
