// The side of the thread: a worker file gives serve() its work.
import { parentPort, type Transferable } from 'node:worker_threads';

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

// #region serve
/** Does the work for one task of the pool after the other. */
export function serve<In>(work: (input: In) => unknown): void {
  const port = parentPort!;
  const waiting: [number: number, input: In][] = [];
  let working = false;

  const answer = async (begun: Int32Array): Promise<void> => {
    working = true;
    for (let task = waiting.shift(); task; task = waiting.shift()) {
      const [number, input] = task;
      if (number >= 0 && !begin(begun, number)) continue;
      try {
        const result = work(input);
        const value = result instanceof Promise ? await result : result;
        if (value instanceof Moved)
          port.postMessage([value.value], value.transfer);
        else port.postMessage([value]);
      } catch (error) {
        postError(error);
      }
    }
    working = false;
  };
  port.once('message', (begun: Int32Array) => {
    port.on('message', (task: [number, In]) => {
      waiting.push(task);
      if (!working) void answer(begun);
    });
    port.postMessage('ready');
  });
}

/** Whether the task is still this thread's; then the pool cannot take it. */
function begin(begun: Int32Array, number: number): boolean {
  const next = (number + 1) & 0x7fffffff;
  return Atomics.compareExchange(begun, 0, number, next) === number;
}
// #endregion serve

// #region error
/** A posted Error would lose its name, its code and all else of its own. */
function postError(thrown: unknown): void {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { name, message, stack, cause } = error;
  try {
    const own = { ...error, name, message, stack, cause };
    parentPort!.postMessage([undefined, own]);
  } catch {
    // Something in it cannot be cloned. Text always can.
    parentPort!.postMessage([undefined, { name, message, stack }]);
  }
}
// #endregion error
