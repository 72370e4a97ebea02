/**
 * A thread of the judge that calls a mutex when it is told to. It stands between the mutex and Atomics: so it can tell
 * whether a call sleeps, and can stop one before any of its steps.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { Mutex } from './skeleton.ts';

/** What a thread is told to do. */
export type Order =
  | { do: 'createMutex'; cells: Int32Array }
  | { do: 'lock' | 'tryLock' | 'unlock' }
  /** Adds 1 to a cell that is not atomic, each time behind the mutex. */
  | { do: 'count'; cell: Int32Array; rounds: number; shaken: boolean };

export type Answer = { value: unknown } | { error: unknown };

/** Cells that the judge shares with one hand. */
export const [steps, stopBefore, stopped, letGo, asleep, timedWaits, woken, amount]: readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
] = [0, 1, 2, 3, 4, 5, 6, 7];

if (workerData?.state) {
  const { state, file } = workerData as { state: Int32Array; file: string };
  const { add, load, store, wait, notify } = Atomics;
  const nothing = new Int32Array(new SharedArrayBuffer(4));
  let watching = false;
  let shaken = false;

  /** A step later than it could be: others come in between, also on one processor. */
  function shake(): void {
    // Time: how long others may come in; any length is right.
    if (shaken && Math.random() < 0.3) wait(nothing, 0, 0, Math.random() / 2);
  }

  function before(): void {
    if (add(state, steps, 1) + 1 === load(state, stopBefore)) {
      store(state, stopped, 1);
      wait(state, letGo, 0);
      store(state, stopped, 0);
    }
    shake();
  }

  const wrap = (name: string, around: (original: typeof add, args: never[]) => unknown): void => {
    const original = (Atomics as unknown as Record<string, typeof add>)[name]!;
    const wrapped = (...args: never[]): unknown =>
      watching ? around(original, args) : original(...(args as unknown as Parameters<typeof add>));
    Object.assign(Atomics, { [name]: wrapped });
  };
  const names = ['add', 'and', 'compareExchange', 'exchange', 'load', 'or', 'store', 'sub', 'xor'];
  for (const name of names)
    wrap(name, (original, args) => {
      before();
      return original(...(args as unknown as Parameters<typeof add>));
    });
  wrap('wait', (_original, args) => {
    const [cells, index, value, limit] = args as unknown as [Int32Array, number, number, number?];
    before();
    // Number(undefined) is NaN: no limit, as Atomics.wait() takes it.
    if (Number(limit) < Infinity) store(state, timedWaits, 1);
    if (load(cells, index) === value) store(state, asleep, 1);
    const how = limit === undefined ? wait(cells, index, value) : wait(cells, index, value, limit);
    store(state, asleep, 0);
    return how;
  });
  wrap('notify', (_original, args) => {
    before();
    const threads = notify(...(args as unknown as Parameters<typeof notify>));
    add(state, woken, threads);
    return threads;
  });

  const { createMutex } = (await import(file)) as { createMutex: (cells: Int32Array) => Mutex };
  let mutex: Mutex | undefined;

  const obey = (order: Order): unknown => {
    switch (order.do) {
      case 'createMutex':
        mutex = createMutex(order.cells);
        return undefined;
      case 'count':
        shaken = order.shaken;
        for (let n = 0; n < order.rounds; n++) {
          mutex!.lock();
          const was = order.cell[0]!;
          shake();
          order.cell[0] = was + 1;
          mutex!.unlock();
        }
        shaken = false;
        return undefined;
      default:
        return mutex![order.do]();
    }
  };

  parentPort!.on('message', (order: Order) => {
    let answer: Answer;
    watching = true;
    try {
      answer = { value: obey(order) };
    } catch (error) {
      answer = { error };
    }
    watching = false;
    parentPort!.postMessage(answer);
  });
}
