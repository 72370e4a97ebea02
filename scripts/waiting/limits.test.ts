import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grace, patience, timeLimitOf } from './limits.ts';
import { start, temporaryTree } from '../testing/commands.ts';
import type { Snippet } from '../catalog/catalog.ts';

/** The limits, with the variable set. */
function limits(text: string | undefined): number[] {
  const before = process.env.TIME_LIMITS;
  if (text === undefined) delete process.env.TIME_LIMITS;
  else process.env.TIME_LIMITS = text;
  try {
    return [
      timeLimitOf({ measures: false } as Snippet),
      timeLimitOf({ measures: true } as Snippet),
      patience(),
      grace(),
    ];
  } finally {
    if (before === undefined) delete process.env.TIME_LIMITS;
    else process.env.TIME_LIMITS = before;
  }
}

test('one variable makes every limit longer', () => {
  const usual = limits(undefined);
  assert.deepEqual(
    limits('2.5'),
    usual.map((limit) => limit * 2.5),
  );
  assert.deepEqual(limits(''), usual);
});

test('what is no factor is refused in one sentence', async (t) => {
  for (const text of ['0', '-1', 'much', 'Infinity'])
    assert.throws(() => limits(text), /TIME_LIMITS/);
  const tree = temporaryTree('good');
  t.after(tree.remove);
  const { code, stderr } = await start('snippet.ts', ['good'], tree.folder, { TIME_LIMITS: 'much' })
    .ended;
  assert.deepEqual(
    [code, stderr],
    [2, 'TIME_LIMITS takes a number above 0, such as 4, not "much".\n'],
  );
});
