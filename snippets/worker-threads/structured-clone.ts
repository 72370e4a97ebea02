/**
 * Sends values through a message channel and prints what arrives whole, what
 * arrives changed and what is refused.
 *
 * @zh 让各种值过一遍消息通道，看哪些完好、哪些变样、哪些被拒绝。
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';

const { port1, port2 } = new MessageChannel();

/** What the other end gets; a worker would get the same. */
async function send<T>(value: T): Promise<T> {
  const arrives = once(port2, 'message');
  port1.postMessage(value);
  const [copy] = await arrives;
  return copy;
}

// #region kept
const shared = { total: 10n ** 20n };
const cycle: { self?: unknown } = {};
cycle.self = cycle;
const kept = await send({
  map: new Map([['key', new Set([1, 2])]]),
  date: new Date(0),
  pattern: /ab+c/gi,
  nothing: undefined,
  cycle,
  twice: [shared, shared],
});
console.log('whole:  ', kept);
const [first, second] = kept.twice;
console.log('whole:   still one object:', first === second);
// #endregion kept

// #region changed
class Money {
  readonly #cents = 1250;
  currency = 'EUR';
  get amount(): number {
    return this.#cents / 100;
  }
}
const money = await send(new Money());
console.log('changed: instance ->', money, money instanceof Money);

let reads = 0;
const withGetter = await send({
  get reads() {
    return ++reads;
  },
});
console.log('changed: getter   ->', withGetter, 'read by the sender');

class NotFound extends Error {
  override name = 'NotFound';
  status = 404;
}
const error = await send(new NotFound('no user 7', { cause: 'test' }));
console.log(
  `changed: error    -> ${error.name}: ${error.message},`,
  `status ${error.status}, cause ${error.cause}`,
);
// #endregion changed

// #region buffer
// Two bytes, and with them the whole memory that they are a view of.
const two = Buffer.from('hi');
const arrived = await send(two);
console.log('changed: Buffer   ->', arrived.constructor.name);
console.log(`bytes meant: ${two.length} B`);
console.log(`bytes sent: ${arrived.buffer.byteLength} B`);
const own = await send(new Uint8Array(two));
console.log(`bytes sent after a copy: ${own.buffer.byteLength} B`);
// #endregion buffer

// #region refused
for (const [what, value] of Object.entries({
  'a function': () => 1,
  'an object with a method': { total: () => 1 },
  'a symbol': Symbol('id'),
  'a promise': Promise.resolve(1),
  'a WeakMap': new WeakMap(),
  'a Proxy': new Proxy({}, {}),
})) {
  const attempt = (): void => port1.postMessage(value);
  assert.throws(attempt, { name: 'DataCloneError' });
  console.log('refused:', what);
}
// #endregion refused

port1.close();
assert.equal(kept.cycle.self, kept.cycle);
assert.equal(first, second);
assert.equal(money instanceof Money, false);
assert.deepEqual(Object.keys(money), ['currency'], 'no #cents, no amount');
assert.deepEqual([withGetter.reads, withGetter.reads, reads], [1, 1, 1]);
assert.deepEqual([error.name, error.status], ['Error', undefined]);
assert.equal(Buffer.isBuffer(arrived), false);
assert.ok(arrived.buffer.byteLength > two.length);
assert.equal(own.buffer.byteLength, two.length);
