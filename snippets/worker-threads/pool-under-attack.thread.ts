// The threads that pool-under-attack.ts attacks.
import { parentPort, threadId, workerData } from 'node:worker_threads';
import {
  exits,
  goOn,
  hangs,
  how,
  served,
  throws,
  toFail,
  type Cells,
  type Input,
} from './pool-under-attack.cells.ts';
import { move, serve } from './worker-pool.serve.ts';

const deep = (): unknown[] => {
  let list: unknown[] = [];
  for (let i = 0; i < 6000; i++) list = [list];
  return list; // A thread has more stack than the main thread.
};

// #region start
const { starts } = (workerData ?? {}) as Cells;
if (starts && Atomics.load(starts, toFail) > 0) {
  if (Atomics.sub(starts, toFail, 1) > 0) {
    const fault = Atomics.load(starts, how);
    if (fault === exits) process.exit(0);
    if (fault === throws) throw new Error(`thread ${threadId} does not start`);
    if (fault === hangs) Atomics.wait(starts, goOn, 0);
  }
}
/** For ever, and as deaf as a loop, but it leaves the processor to others. */
function sleep(): never {
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
// #endregion start

// #region work
if (starts) {
  Atomics.add(starts, served, 1);
  serve(([work, id, begun, ...rest]: Input, progress) => {
    Atomics.add(begun, id, 1);
    switch (work) {
      case 'answer later':
        return new Promise((resolve) => setTimeout(resolve, 1, id));
      case 'answer a thenable':
        return { then: (resolve: (id: number) => void) => resolve(id) };
      case 'move its input': {
        const bytes = rest[0] as Uint8Array<ArrayBuffer>;
        bytes[0] = id & 255;
        return move(bytes, [bytes.buffer]);
      }
      case 'throw':
        throw Object.assign(new TypeError(`${id}`), { code: 'E_OWN' });
      case 'throw an odd error':
        throw Object.assign(new RangeError(`${id}`), {
          ...{ code: 'E_OWN', method: () => 1, list: deep() },
        });
      case 'exit':
        return process.exit(3);
      case 'block for ever':
        return sleep();
      case 'never answer':
        return new Promise(() => {});
      case 'post on parentPort':
        for (const value of [null, 'ready', [0, 'wrong'], { progress: 1 }])
          parentPort!.postMessage(value);
        return id;
      case 'tell its progress':
        for (const value of [1, 2, 3]) progress(value);
        return id;
      case 'tell what is unreadable':
        progress(1);
        try {
          progress(deep());
        } catch {
          progress(2);
        }
        progress(3);
        return id;
      case 'answer what cannot be cloned':
        return () => id;
      case 'answer what cannot be read':
        return deep();
      case 'crash afterwards':
        setImmediate(() => {
          throw new Error('too late');
        });
        return id;
      case 'block afterwards':
        queueMicrotask(() => {
          // Time: work that takes a while.
          for (const end = performance.now() + 5; performance.now() < end;);
        });
        return id;
      default:
        return id;
    }
  });
}
// #endregion work
