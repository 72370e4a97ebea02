// The thread of atomics-mutex.ts: transfers money, with the lock or without.
import { parentPort, workerData } from 'node:worker_threads';

const { memory, locked, transfers, seed } = workerData;
const cells = new Int32Array(memory as SharedArrayBuffer);
const [mutex, ready, first] = [0, 1, 2];

// #region mutex
const [free, taken, contended] = [0, 1, 2];

function lock(): void {
  // The usual case: nobody has it, one atomic step.
  let was = Atomics.compareExchange(cells, mutex, free, taken);
  while (was !== free) {
    // Say that somebody sleeps, then sleep until it is released. If it was
    // released in between, exchange() returns `free`, and it is ours.
    was = Atomics.exchange(cells, mutex, contended);
    if (was !== free) Atomics.wait(cells, mutex, contended);
  }
}

function unlock(): void {
  const was = Atomics.exchange(cells, mutex, free);
  if (was === contended) Atomics.notify(cells, mutex, 1);
}
// #endregion mutex

/** Pseudo-random, the same on every run. */
let state = seed as number;
const random = (n: number): number => {
  state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
  return (state >> 8) % n;
};

Atomics.add(cells, ready, 1);
while (Atomics.load(cells, ready) < 2);

// #region transfer
const start = performance.now();
for (let i = 0; i < transfers; i++) {
  const from = first + random(8);
  const to = first + random(8);
  if (locked) lock();
  try {
    cells[from]! -= 1; // Two accounts that must change together:
    cells[to]! += 1; // no single atomic operation does that.
  } finally {
    if (locked) unlock();
  }
}
// #endregion transfer
parentPort!.postMessage(performance.now() - start);
