// What the judge has done on the threads. A byte of a chunk says what; the others are numbers, and 1 is added to each.
import { getEnvironmentData } from 'node:worker_threads';
import { bytes, cell } from './bytes.ts';
import { watchPosts } from './posts.ts';

/** The judge's own process has them, too: they come without the solution's help. */
const cells = getEnvironmentData('exercise') as unknown as Int32Array;

/** Memory that this module needs for itself. */
const kept = new Uint8Array(2 ** 20).fill(7);

watchPosts(
  () => Atomics.load(cells, cell.least),
  (amount) => Atomics.add(cells, cell.copied, amount),
  () => {
    if (kept.byteLength === 0) Atomics.store(cells, cell.stolen, 1);
  },
);

/** Waits until a cell holds this much. */
function reaches(which: number, wanted: number): void {
  let now = Atomics.load(cells, which);
  while (now < wanted) {
    Atomics.wait(cells, which, now);
    now = Atomics.load(cells, which);
  }
}

/** @returns what it was before. */
function count(which: number): number {
  const before = Atomics.add(cells, which, 1);
  Atomics.notify(cells, which);
  return before;
}

export default async function work(chunk: Uint8Array): Promise<unknown> {
  const { buffer, byteLength } = chunk;
  if (!(buffer instanceof ArrayBuffer)) Atomics.store(cells, cell.shared, 1);
  Atomics.add(cells, cell.foreign, buffer.byteLength - byteLength);
  const before = count(cell.begun);
  if (cell.lengths + before < cell.all) Atomics.store(cells, cell.lengths + before, byteLength);

  const has = (byte: number): boolean => chunk.includes(byte);
  const party = Atomics.load(cells, cell.party);
  if (has(bytes.meet)) reaches(cell.begun, party);
  if (has(bytes.reverse)) reaches(cell.ended, party - 1 - (chunk.at(-1) ?? 0));
  if (has(bytes.hold)) reaches(cell.gate, 1);
  if (has(bytes.fail)) throw new RangeError('no');
  if (has(bytes.failOddly)) throw () => 1;
  if (has(bytes.exit)) process.exit(0);
  if (has(bytes.crash)) {
    setImmediate(() => {
      throw new Error('gone');
    });
    return new Promise(() => {});
  }
  if (has(bytes.timer)) setInterval(() => {}, 1000);
  if (has(bytes.text)) return 'text';
  if (has(bytes.nothing)) return undefined;
  if (has(bytes.pooled)) return Buffer.from('pool');
  if (has(bytes.part)) return kept.subarray(100, 103);
  if (has(bytes.none)) return new Uint8Array();

  for (const [index, byte] of chunk.entries()) if (byte < bytes.first) chunk[index] = byte + 1;
  count(cell.ended);
  return chunk;
}
