import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readClaims } from './myths.ts';

test('reads verdict and recording of each claim', () => {
  const page = [
    '## Threads {#threads}',
    '### "One" {#one}',
    '**False.** It took [[a/b]].',
    '### "Two" {#two}',
    '**Misleading.** Look:',
    '<<< worker-pool#use',
    '### "Three" {#three}',
    'No verdict, and only a drawing.',
    '<<< diagram:thread-pool',
    '### "Four" {#four}',
    '**Maybe.** [[a/b]]',
  ].join('\n');
  assert.deepEqual(readClaims(page, 'en'), [
    { id: 'one', line: 2, verdict: 3, recorded: true },
    { id: 'two', line: 4, verdict: 2, recorded: true },
    { id: 'three', line: 7, verdict: -1, recorded: false },
    { id: 'four', line: 10, verdict: -1, recorded: true },
  ]);
  assert.equal(readClaims('### “一” {#one}\n**误导。** …', 'zh')[0]?.verdict, 2);
});
