import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEmptyCard, fsrs, Rating, type Grade } from 'ts-fsrs';
import { counts, nextDue, nextQuestion, readRatings, type Ratings } from './deck.ts';

const start = new Date('2026-01-01T12:00:00Z');
const later = (minutes: number): Date => new Date(start.getTime() + minutes * 60_000);
const rated = (grade: Grade, at = start) => fsrs().next(createEmptyCard(at), at, grade).card;
const all = ['one', 'two', 'three'];

test('new questions come in order, each once', () => {
  assert.equal(nextQuestion(all, {}, start), 'one');
  assert.equal(nextQuestion(all, { one: rated(Rating.Easy) }, start), 'two');
});

test('one that was not known comes back after a minute, before new ones', () => {
  const ratings: Ratings = { one: rated(Rating.Again) };
  assert.equal(nextQuestion(all, ratings, start), 'two');
  assert.equal(nextQuestion(all, ratings, later(2)), 'one');
});

test('one that was not known comes back sooner where nothing else is left', () => {
  const ratings: Ratings = {
    one: rated(Rating.Easy),
    two: rated(Rating.Easy),
    three: rated(Rating.Again),
  };
  assert.equal(nextQuestion(all, ratings, start), 'three');
  assert.deepEqual(counts(all, ratings, start), { due: 1, fresh: 0 });
});

test('what is known stays away for days, then returns', () => {
  const ratings: Ratings = Object.fromEntries(all.map((slug) => [slug, rated(Rating.Easy)]));
  assert.equal(nextQuestion(all, ratings, later(60)), undefined);
  const due = nextDue(all, ratings)!;
  assert.ok(due > later(24 * 60));
  assert.ok(nextQuestion(all, ratings, due));
});

test('of several that are due, the one that waits longest comes first', () => {
  const ratings: Ratings = { two: rated(Rating.Again), one: rated(Rating.Again, later(1)) };
  assert.equal(nextQuestion(all, ratings, later(5)), 'two');
});

test('ratings survive being kept as text, and what is broken counts as never seen', () => {
  const ratings: Ratings = { one: rated(Rating.Good) };
  const read = readRatings(JSON.stringify(ratings));
  assert.deepEqual(read, ratings);
  assert.ok(fsrs().next(read['one']!, later(30), Rating.Good).card.due > later(30));
  for (const broken of [null, 'no JSON', '[1]', '{"one":null}', '{"one":{"due":"soon"}}', '7'])
    assert.deepEqual(readRatings(broken), {}, String(broken));
});

test('no questions, none next', () => {
  assert.equal(nextQuestion([], {}, start), undefined);
  assert.equal(nextDue([], {}), undefined);
});
