/**
 * A ring buffer in shared memory between two threads: the writer sleeps while it is full, the reader serves its event loop while it
 * is empty.
 *
 * @zh 两个线程之间用共享内存做环形缓冲：满了写的一方就睡，空了读的一方照常跑自己的事件循环。
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Ring } from './ring-buffer.ring.ts';

const slots = 64;
const values = 10_000;

/** TypeScript's library for Node 20 does not know it yet. */
const { waitAsync } = Atomics as unknown as {
  waitAsync(
    cells: Int32Array,
    index: number,
    value: number,
  ): { value: string | Promise<string> };
};

const memory = Ring.memory(slots);
const ring = new Ring(memory);
const worker = new Worker(new URL('./ring-buffer.worker.ts', import.meta.url), {
  workerData: { memory, values },
});
const told = once(worker, 'message') as Promise<[{ braked: number }]>;
// #region consumer
let gone = false;
worker.once('exit', () => {
  gone = true;
  Atomics.notify(ring.cells, 0); // Else the reader waits for a dead writer.
});
const written = (): number => Atomics.load(ring.cells, 0);

// Nobody reads yet: the writer fills the ring and sleeps, and nothing grows.
while (written() < slots && !gone)
  await waitAsync(ring.cells, 0, written()).value;
console.log(`nobody reads: ${written()} values, then the writer sleeps`);

let seen = 0;
let inOrder = true;
while (seen < values && !gone) {
  ring.read((value) => (inOrder &&= value === ++seen));
  // Asleep until there is something new; the event loop goes on.
  if (seen < values) await waitAsync(ring.cells, 0, seen).value;
}
// #endregion consumer

const [{ braked }] = await told;
console.log(`read: ${seen}, in order: ${inOrder}`);
console.log(`the writer had to wait: ${braked > 0}`);

assert.equal(seen, values);
assert.ok(inOrder);
assert.ok(braked > 0, 'the ring was full at least once');
