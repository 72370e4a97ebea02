// The side of the thread: a worker file gives serve() its work.
import {
  workerData,
  type MessagePort,
  type Transferable,
} from 'node:worker_threads';
import { deepest, packError } from './worker-pool.error.ts';
import { after, type PoolData, type Sent } from './worker-pool.port.ts';

/** A result whose memory moves to the caller instead of being copied. */
class Moved {
  readonly value: unknown;
  readonly transfer: Transferable[];
  constructor(value: unknown, transfer: Transferable[]) {
    this.value = value;
    this.transfer = transfer;
  }
}

/** For the work to return: `move(pixels, [pixels.buffer])`. */
export const move = <T>(value: T, transfer: Transferable[]): T =>
  new Moved(value, transfer) as T;

/** Tells the caller of a task how far it is: its onProgress() gets this. */
export type Progress = (value: unknown) => void;
type Job = [...Required<Sent>, unreadable: Error] | Sent;

// #region serve
/** Does the work for one task of the pool after the other. */
export function serve<In>(work: (input: In, progress: Progress) => unknown) {
  // The pool speaks over a port of its own. parentPort is the work's.
  const { poolPort, poolBegun } = (workerData ?? {}) as PoolData;
  if (!poolPort) throw new Error('serve() is for the threads of a WorkerPool');
  const waiting: Job[] = [];
  let working = false;
  let number = 0; // Of the next message: what cannot be read has one too.

  const answer = async (): Promise<void> => {
    working = true;
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      const [number, input, moved, unreadable] = job;
      if (!begin(poolBegun, number) && !moved) continue;
      try {
        if (unreadable) throw unreadable;
        const tell: Progress = (value) => report(poolPort, number, value);
        const result = work(input as In, tell);
        const value = isThenable(result) ? await result : result;
        if (value instanceof Moved)
          poolPort.postMessage([number, value.value], value.transfer);
        else poolPort.postMessage([number, value]);
      } catch (error) {
        postError(poolPort, number, error);
      }
    }
    working = false;
  };
  const take = (job: Job): void => {
    number = after(job[0]);
    waiting.push(job);
    if (!working) void answer();
  };
  poolPort.on('message', take);
  // Nobody knows whether this one had moved. So it is answered in any case:
  // if the pool has taken it back, it knows no such number any more.
  poolPort.on('messageerror', (error: Error) =>
    take([number, undefined, true, error]),
  );
  poolPort.postMessage('ready');
}

/** Whether the task is still this thread's; then the pool cannot take it. */
const begin = (begun: Int32Array, number: number): boolean =>
  Atomics.compareExchange(begun, 0, number, after(number)) === number;
// #endregion serve

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  value instanceof Promise ||
  (typeof value === 'object' &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function');

// #region progress
/** Its number goes ahead: were the value unreadable, it would look like an answer. */
function report(port: MessagePort, number: number, value: unknown): void {
  port.postMessage(number);
  try {
    port.postMessage([value]);
  } catch (error) {
    port.postMessage([]); // It cannot be cloned: nothing follows.
    throw error;
  }
}
// #endregion progress

function postError(port: MessagePort, number: number, thrown: unknown): void {
  try {
    port.postMessage([number, undefined, packError(thrown, deepest)]);
  } catch {
    port.postMessage([number, undefined, packError(thrown, 1)]);
  }
}
