/**
 * Allocates objects, Buffers and memory that nobody writes to, and prints which field of
 * process.memoryUsage() notices each of them.
 *
 * @zh 分配对象、Buffer 和没人写过的内存，打印 process.memoryUsage() 的哪个字段看得到哪一种。
 */
import assert from 'node:assert/strict';
import { setFlagsFromString, getHeapStatistics } from 'node:v8';
import { runInNewContext } from 'node:vm';

// Without a collection first, two readings differ by chance.
setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

// #region grow
const fields = ['rss', 'heapUsed', 'external', 'arrayBuffers'] as const;
type Growth = Record<(typeof fields)[number], number>;

/** Prints by how much each field grew, and who holds what was made. */
function grow<T>(what: string, make: () => T): [T, Growth] {
  gc();
  const before = process.memoryUsage();
  const held = make();
  gc();
  const after = process.memoryUsage();
  const growth = {} as Growth;
  console.log(what);
  for (const field of fields) {
    growth[field] = (after[field] - before[field]) / 1e6;
    const name = `${field} (${what})`.toLowerCase();
    console.log(`  ${name}: ${growth[field].toFixed(1)} MB`);
  }
  return [held, growth];
}
// #endregion grow

// #region kinds
const size = 64e6;
const [objects, byObjects] = grow('objects', () =>
  Array.from({ length: 1e6 }, (_, id) => ({ id, next: null })),
);
const [buffer, byBuffer] = grow('written buffer', () =>
  Buffer.alloc(size, 'x'),
);
// The system gives a page of memory at the first write to it.
const [reserved, byReserved] = grow('untouched buffer', () =>
  Buffer.alloc(size),
);
// #endregion kinds

// #region leak
/** A cache that never forgets, the most common leak there is. */
const cache = new Map<string, string[]>();
const floors: number[] = [];
for (let round = 1; round <= 3; round++) {
  for (let i = 0; i < 20_000; i++) {
    cache.set(`${round}/${i}`, [`user ${i}`]);
    Array.from({ length: 20 }, () => ({ i })); // Ordinary garbage.
  }
  const peak = process.memoryUsage().heapUsed / 1e6;
  gc(); // What is left now is the floor.
  const floor = process.memoryUsage().heapUsed / 1e6;
  floors.push(floor);
  console.log(`round ${round}`);
  console.log(`  before collecting (${round}): ${peak.toFixed(1)} MB`);
  console.log(`  floor (${round}): ${floor.toFixed(1)} MB`);
}
// #endregion leak

// #region limit
const { heap_size_limit } = getHeapStatistics();
console.log(`heap limit: ${(heap_size_limit / 1e6).toFixed(0)} MB`);
const constrained = process.constrainedMemory();
// 0 or a number beyond any machine: no limit is set for us.
const limited = constrained > 0 && constrained < 2 ** 53;
console.log('a control group limits this process:', limited);
// #endregion limit

assert.equal(objects.length, 1e6);
assert.equal(buffer.length + reserved.length, 2 * size);
assert.ok(byObjects.heapUsed > 10 && byObjects.arrayBuffers < 1);
assert.ok(byBuffer.arrayBuffers >= 63 && byBuffer.heapUsed < 5);
assert.ok(byReserved.arrayBuffers >= 63, 'it counts as ours');
if (process.platform === 'linux') assert.ok(byReserved.rss < 32, 'not there');
assert.ok(floors[0]! < floors[1]! && floors[1]! < floors[2]!, 'a leak');
