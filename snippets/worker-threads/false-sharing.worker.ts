/** Counts in a cell of its own while the other thread counts in another, in many short rounds, and says how long those took. */
import { parentPort, workerData } from 'node:worker_threads';

const { memory, cells, line, times, rounds } = workerData as {
  memory: SharedArrayBuffer;
  /** In each layout, this thread's cell and that of the other. */
  cells: [own: number, other: number][];
  /** The cell in which the two wait for each other. */
  line: number;
  times: number;
  rounds: number;
};
const shared = new Int32Array(memory);

// #region worker
/** Milliseconds of a round; nothing if the other thread was not awake for most of it. */
function count(own: number, other: number): number | undefined {
  const before = Atomics.load(shared, other);
  const start = performance.now();
  for (let i = 0; i < times; i++) Atomics.add(shared, own, 1);
  const taken = performance.now() - start;
  return Atomics.load(shared, other) - before > times / 2 ? taken : undefined;
}

const taken = cells.map((): number[] => []);
for (let round = 1; round <= rounds; round++) {
  const layout = round % cells.length;
  Atomics.add(shared, line, 1); // Both begin together.
  while (Atomics.load(shared, line) < 2 * round);
  const ms = count(...cells[layout]!);
  if (ms !== undefined) taken[layout]!.push(ms);
}
parentPort!.postMessage(taken);
// #endregion worker
