/**
 * A thread of the judge that pushes or pops when it is told to. It stands between the ring and Atomics: so it can stop a
 * call before and after each of its calls there.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { Ring } from './skeleton.ts';

/** What a thread is told to do. */
export type Order =
  | { do: 'openRing'; memory: SharedArrayBuffer }
  | { do: 'push'; message: Uint8Array }
  | { do: 'pop' }
  /** Pushes messages of lengths that change, or pops them and compares. */
  | { do: 'push many' | 'pop many'; amount: number; longest: number };

export type Answer = { value: unknown } | { error: unknown };

/** Cells that the judge shares with one hand. */
export const [points, stopAt, stopped, letGo, cells]: readonly [
  number,
  number,
  number,
  number,
  number,
] = [0, 1, 2, 3, 4];

/** The n-th of many messages: its length and each of its bytes follow from n. */
export function messageOf(n: number, longest: number): Uint8Array {
  const length = (n * 7) % (longest + 1);
  return Uint8Array.from({ length }, (_, index) => n * 31 + index * 17);
}

if (workerData?.state) {
  const { state, file } = workerData as { state: Int32Array; file: string };
  const { add, load, store, wait } = Atomics;
  const nothing = new Int32Array(new SharedArrayBuffer(4));
  let watching = false;

  /** Before or after a call of Atomics. */
  function point(): void {
    if (add(state, points, 1) + 1 !== load(state, stopAt)) return;
    store(state, stopped, 1);
    wait(state, letGo, 0);
    store(state, stopped, 0);
  }

  for (const name of [
    'add',
    'and',
    'compareExchange',
    'exchange',
    'load',
    'or',
    'store',
    'sub',
    'xor',
  ]) {
    const original = (Atomics as unknown as Record<string, (...args: unknown[]) => unknown>)[name]!;
    const wrapped = (...args: unknown[]): unknown => {
      if (!watching) return original(...args);
      point();
      const result = original(...args);
      point();
      return result;
    };
    Object.assign(Atomics, { [name]: wrapped });
  }

  const { openRing } = (await import(file)) as { openRing: (memory: SharedArrayBuffer) => Ring };
  let ring: Ring | undefined;

  /** Gives the other thread the processor, where there is but one. */
  // Time: any length is right.
  const pause = (): void => void wait(nothing, 0, 0, 0.05);

  const obey = (order: Order): unknown => {
    switch (order.do) {
      case 'openRing':
        ring = openRing(order.memory);
        return undefined;
      case 'push':
        return ring!.push(order.message);
      case 'pop':
        return ring!.pop();
      case 'push many':
        for (let n = 0; n < order.amount; n++)
          while (!ring!.push(messageOf(n, order.longest))) pause();
        return undefined;
      case 'pop many':
        for (let n = 0; n < order.amount; n++) {
          let message = ring!.pop();
          for (; !message; message = ring!.pop()) pause();
          if (Buffer.compare(message, messageOf(n, order.longest)) !== 0)
            throw new Error(`message ${n + 1} has other bytes than were pushed`);
        }
        return ring!.pop();
    }
  };

  parentPort!.on('message', (order: Order) => {
    let answer: Answer;
    watching = order.do === 'push' || order.do === 'pop';
    try {
      answer = { value: obey(order) };
    } catch (error) {
      answer = { error };
    }
    watching = false;
    parentPort!.postMessage(answer);
  });
}
