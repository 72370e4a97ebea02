/**
 * Two threads that each count in a cell of their own: in neighbouring cells, and in cells of two different cache lines.
 *
 * @zh 两个线程各数各的单元：先是相邻的两个单元，再是落在两条缓存行里的单元。
 * @measures
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const [times, rounds] = [20_000, 300];

// #region layouts
// Cells of four bytes. A cache line has 64 bytes on most processors, 128 on some.
const layouts = { 'side by side': [0, 1], apart: [64, 128] };
// #endregion layouts

const memory = new SharedArrayBuffer(4 * 256);
const cells = new Int32Array(memory);

// #region measure
/** Milliseconds of the rounds in which both threads were awake, by layout. */
async function run(): Promise<number[][]> {
  cells.fill(0);
  const answers = [0, 1].map(async (thread) => {
    const own = Object.values(layouts).map((pair) => [
      pair[thread],
      pair[1 - thread],
    ]);
    const worker = new Worker(
      new URL('./false-sharing.worker.ts', import.meta.url),
      { workerData: { memory, cells: own, line: 192, times, rounds } },
    );
    return (await once(worker, 'message'))[0] as number[][];
  });
  const [first, second] = await Promise.all(answers);
  return first!.map((list, layout) => [...list, ...second![layout]!]);
}
let taken = await run();
// Where others want the processors too, the two may hardly ever run at once.
for (let more = 0; more < 8 && taken.some((list) => list.length < 10); more++)
  taken = await run();
/** The first quarter: in slower rounds, somebody else had the processor for a while. */
const typical = taken.map(
  (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 4)]!,
) as [number, number];
Object.keys(layouts).forEach((name, layout) => {
  const ns = (typical[layout]! * 1e6) / times;
  console.log(`an increment ${name}: ${ns.toFixed(1)} ns`);
});
const ratio = typical[0] / typical[1];
console.log(`side by side against apart: ${ratio.toFixed(1)} x`);
// #endregion measure

const each = (times * rounds) / 2;
for (const cell of Object.values(layouts).flat())
  assert.equal(cells[cell], each, 'nothing is wrong with the result');
assert.ok(ratio > 1, "neighbours get in each other's way");
