import assert from 'node:assert/strict';
import { test } from 'node:test';
import { observe } from './fixtures/timeline/run.ts';
import type { TraceEvent } from './trace.ts';

type Busy = Extract<TraceEvent, { cat: 'busy' }>;

test('a snippet prints, and ends, as it does without the probe', async () => {
  const plain = await observe('manners', { probed: false });
  const probed = await observe('manners');
  assert.match(plain.stdout, /in the thread/);
  // Whether an await goes on from this function or from a callback is a matter of moments.
  const steady = (text: string): string => text.replace(/^ +at process\.processTicks.*\n/gm, '');
  assert.equal(steady(probed.stdout), steady(plain.stdout));
  assert.equal(steady(probed.stderr), steady(plain.stderr));
  assert.equal(probed.exit, 3);
  assert.equal(plain.trace.traceEvents.length, 0);
  assert.equal(new Set(probed.trace.traceEvents.map(({ pid }) => pid)).size, 3);
});

test('work shows as busy from its start to its end, in every phase, and waiting does not', async () => {
  const { trace, stdout, started } = await observe('busy');
  const spans = trace.traceEvents.filter(
    (event): event is Busy => event.ph === 'X' && event.cat === 'busy' && event.pid === 1,
  );
  const phases = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .map(([name = '', start = '', end = '']) => ({
      name,
      from: Number(BigInt(start) - started) / 1000,
      to: Number(BigInt(end) - started) / 1000,
    }));
  assert.equal(phases.length, 6);
  // Between two phases it waits; so no span may hold both, however slow the machine is.
  const found = phases.map(({ name, from, to }) => {
    const span = spans.find(({ ts, dur }) => ts <= from + 500 && ts + dur >= to - 500);
    assert.ok(span, `${name}: no span from ${from} to ${to} in ${JSON.stringify(spans)}`);
    return span;
  });
  assert.equal(new Set(found).size, phases.length, JSON.stringify(spans));
});
