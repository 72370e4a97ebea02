/**
 * Sends one value of each kind through a message channel and prints what arrives: whole, changed, or refused.
 *
 * @zh 让每一类值各过一遍消息通道，看它到达时是完好、变样，还是被拒绝。
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';

const { port1, port2 } = new MessageChannel();

/** Sends a value to the other end, as to a worker. */
async function send<T>(value: T): Promise<T> {
  const arrives = once(port2, 'message');
  port1.postMessage(value);
  const [copy] = await arrives;
  return copy;
}

// #region kept
const cycle: { self?: unknown } = {};
cycle.self = cycle;
const kept = await send({
  map: new Map([['a', new Set([1, 2])]]),
  date: new Date(0),
  pattern: /ab+c/gi,
  big: 2n ** 64n,
  hole: Array(3),
  nothing: undefined,
  notANumber: NaN,
  cycle,
});
console.log('kept:', Object.keys(kept).join(', '));
console.log('kept: the cycle:', kept.cycle.self === kept.cycle);
// #endregion kept

// #region changed
class Money {
  readonly #cents = 1250;
  readonly currency = 'EUR';
  get amount(): number {
    return this.#cents / 100;
  }
}
const money = await send(new Money());
console.log('class instance ->', money, 'Money', money instanceof Money);

let reads = 0;
const withGetter = await send({
  get reads() {
    return ++reads;
  },
});
console.log('getter ->', withGetter, 'a plain value, read by the sender');

class NotFound extends Error {
  override name = 'NotFound';
  status = 404;
}
const error = await send(new NotFound('no such user'));
console.log(
  `error -> name ${error.name}, message "${error.message}",`,
  `NotFound ${error instanceof NotFound}, status ${error.status}`,
);

const buffer = await send(Buffer.from('hi'));
console.log('Buffer ->', buffer.constructor.name);
// #endregion changed

// #region refused
for (const [what, value] of Object.entries({
  function: () => 1,
  symbol: Symbol('s'),
  promise: Promise.resolve(1),
  weakMap: new WeakMap(),
  proxy: new Proxy({}, {}),
  method: { total: () => 1 },
})) {
  assert.throws(() => port1.postMessage(value), { name: 'DataCloneError' });
  console.log('refused:', what);
}
// #endregion refused

port1.close();
assert.equal(kept.cycle.self, kept.cycle);
assert.equal(0 in kept.hole, false, 'a hole stays a hole');
assert.equal(money instanceof Money, false);
assert.deepEqual(Object.keys(money), ['currency'], 'no #cents, no amount');
assert.equal(error instanceof NotFound, false);
assert.equal(error.status, undefined);
assert.equal(Buffer.isBuffer(buffer), false);
assert.deepEqual([withGetter.reads, withGetter.reads], [1, 1]);
