import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../checkout/paths.ts';
import { observe } from '../timeline/fixtures/run.ts';
import type { TraceEvent } from '../timeline/trace.ts';
import { faultsOf } from '../timeline/validate.ts';

type Busy = Extract<TraceEvent, { cat: 'busy' }>;

test('a snippet prints, and ends, as it does without the probe', async () => {
  const plain = await observe('manners.ts', { probed: false });
  const probed = await observe('manners.ts');
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
  const { trace, stdout, started } = await observe('busy.ts');
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

test(
  'the probe holds one descriptor in each thread, no more',
  { skip: process.platform === 'win32' && 'Windows has no list of descriptors' },
  async () => {
    const open = async (probed: boolean): Promise<number[]> =>
      (await observe('descriptors.cjs', { probed })).stdout.trim().split('\n').map(Number);
    const [plain, probed] = [await open(false), await open(true)];
    assert.equal(plain.length, 2);
    assert.deepEqual(
      probed.map((count, index) => count - plain[index]!),
      [1, 2],
    );
  },
);

test('what Node’s test runner starts has the probe once, and no trace of it in its arguments', async () => {
  const plain = await observe('runner.cjs', { probed: false });
  const probed = await observe('runner.cjs');
  assert.match(plain.stdout, /--import=/);
  assert.equal(probed.stdout, plain.stdout);
  assert.deepEqual(faultsOf(probed.trace), []);
  assert.equal(probed.trace.traceEvents.filter(({ cat }) => cat === 'boot').length, 3);
});

const others = join(root, '.nodes');
const nodes = [
  process.execPath,
  ...(existsSync(others) ? readdirSync(others) : []).map((name) => join(others, name, 'bin/node')),
].filter(existsSync);

for (const node of nodes) {
  test(`what a program prints of itself, and does to the runtime, is the same with the probe: ${node.replace(root, '')}`, async () => {
    const plain = await observe('hostile.cjs', { probed: false, node });
    const probed = await observe('hostile.cjs', { node });
    assert.match(plain.stdout, /^done$/m);
    assert.deepEqual([probed.exit, steady(probed.stdout)], [plain.exit, steady(plain.stdout)]);
    assert.equal(probed.stderr, plain.stderr);
    // The faked clock went backwards, and the real one did not.
    assert.deepEqual(faultsOf(probed.trace), []);
    assert.equal(probed.trace.traceEvents.filter(({ cat }) => cat === 'lane').length, 14);
  });
}

for (const node of nodes)
  test(`what is watched once it is loaded looks the same before and after, and is watched: ${node.replace(root, '')}`, async () => {
    const plain = await observe('globals.cjs', { probed: false, node });
    const probed = await observe('globals.cjs', { node });
    assert.match(plain.stdout, /^sent$/m);
    assert.deepEqual([probed.exit, probed.stdout], [plain.exit, plain.stdout]);
    assert.equal(probed.stderr, plain.stderr);
    assert.deepEqual(faultsOf(probed.trace), []);
    assert.deepEqual(probed.trace.otherData.unseen, { broadcast: true });
  });

/** Processes print side by side, so their blocks come in any order; a pipe and its process end in any order. */
const steady = (text: string): string[] =>
  text
    .split(/\n(?=\S)/)
    .map((block) => (block.startsWith('close') ? block.split('\n')[0]! : block))
    .sort();
