/**
 * Lets a thousand callbacks change one object without a lock, then loses money
 * across an await, and mends it with a queue.
 *
 * @zh 一千个回调不加锁地改同一个对象，一次都不丢；隔着 await 却会丢钱，再用一个队列修好。
 */
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';

// #region counter
let counter = 0;
const increment = async (): Promise<void> => {
  await turn(); // Each callback comes at a time of its own.
  counter++; // Read, add, write: nobody can come in between.
};
await Promise.all(Array.from({ length: 1_000 }, increment));
console.log('1,000 callbacks, no lock, counter:', counter);
// #endregion counter

// #region hidden
let total = 0;
const one = async (): Promise<number> => (await turn(), 1);
const add = async (): Promise<void> => {
  total += await one(); // Reads total, waits, then adds to what it read.
};
await Promise.all(Array.from({ length: 1_000 }, add));
console.log('the same with += await:', total);
// #endregion hidden

// #region lost
// A database far away: every call takes a turn of the event loop.
let stored = 100;
const load = async (): Promise<number> => (await turn(), stored);
const save = async (n: number): Promise<void> => {
  await turn();
  stored = n;
};

async function withdraw(amount: number): Promise<boolean> {
  const balance = await load();
  // Here others run. What we know of the balance may be over.
  if (balance < amount) return false;
  await save(balance - amount);
  return true;
}

const both = await Promise.all([withdraw(80), withdraw(80)]);
console.log('two withdrawals of 80 from 100:', both);
console.log('left:', stored);
// #endregion lost
assert.deepEqual(both, [true, true], 'both saw 100');

// #region queue
let last: Promise<unknown> = Promise.resolve();
/** Runs one at a time, in the order of the calls. */
function exclusive<T>(run: () => Promise<T>): Promise<T> {
  const result = last.then(run);
  last = result.catch(() => {}); // A failure must not stop the others.
  return result;
}

stored = 100;
const queued = await Promise.all(
  [80, 80].map((amount) => exclusive(() => withdraw(amount))),
);
console.log('the same through a queue:', queued);
console.log('left:', stored);
// #endregion queue

assert.equal(counter, 1_000, 'no increment was lost');
assert.equal(total, 1, 'all of them had read 0');
assert.deepEqual(queued, [true, false], 'the second saw what the first left');
assert.equal(stored, 20);
