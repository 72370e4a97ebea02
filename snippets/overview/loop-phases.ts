/**
 * Calls a timer, an immediate, a promise and `nextTick` from eight places of the event loop, and notes in which order they run.
 *
 * @zh 在事件循环的八个位置上，同时安排定时器、immediate、promise 和 `nextTick`，记下它们各自的执行顺序。
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs';
import { createServer } from 'node:net';
import { MessageChannel } from 'node:worker_threads';

/** Keeps the thread until the timer is certainly due. */
function busy(): void {
  const end = performance.now() + 5;
  // Time: that of the timer.
  while (performance.now() < end);
}

// #region order
type From = (begin: () => void) => unknown;

/** In which order four callbacks run that are all due when `begin` returns, called from this place. */
const order = (from: From): Promise<string> =>
  new Promise((resolve) => {
    const seen: string[] = [];
    const note = (name: string) => (): void => {
      if (seen.push(name) === 4) resolve(seen.join(', '));
    };
    from(() => {
      setTimeout(note('timer'), 0);
      setImmediate(note('immediate'));
      Promise.resolve().then(note('promise'));
      process.nextTick(note('nextTick'));
      busy();
    });
  });
// #endregion order

// #region places
const places: Record<string, From> = {
  'a timer': (begin) => setTimeout(begin, 1),
  'a file was read': (begin) => readFile(import.meta.filename, begin),
  'a message came': (begin) => {
    const { port1, port2 } = new MessageChannel();
    port2.once('message', () => (begin(), port1.close()));
    port1.postMessage('now');
  },
  'an immediate': (begin) => setImmediate(begin),
  'a server has closed': (begin) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => server.close(begin));
  },
  'nextTick, after a file': (begin) =>
    readFile(import.meta.filename, () => process.nextTick(begin)),
  'promise, after a file': (begin) =>
    readFile(import.meta.filename, () => Promise.resolve().then(begin)),
  'promise, after an immediate': (begin) =>
    setImmediate(() => Promise.resolve().then(begin)),
};
// #endregion places

const orders: Record<string, string> = {};
for (const [name, from] of Object.entries(places)) {
  orders[name] = await order(from);
  console.log(`${name.padEnd(30)}${orders[name]}`);
}

const poll = 'nextTick, promise, immediate, timer';
const check = 'nextTick, promise, timer, immediate';
assert.deepEqual(Object.values(orders), [
  poll, // A timer: immediates come before the next timers.
  poll,
  poll,
  check, // Immediates are under way: a new one waits for the next round.
  check, // Closing comes after immediates.
  poll,
  'promise, nextTick, immediate, timer', // The queue that is under way is emptied first.
  'promise, nextTick, timer, immediate',
]);
