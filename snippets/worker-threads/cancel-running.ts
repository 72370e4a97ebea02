/**
 * Asks a task that runs in a thread to stop: by a transferred AbortSignal, a shared flag and a side channel, each for a loop that
 * awaits and for one that does not, and by `terminate()`.
 *
 * @zh 请线程里正在跑的任务停下：用移交的 AbortSignal、共享标志、旁路端口，各试一个会 await 的循环和一个不 await 的循环，最后是 `terminate()`。
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { transferableAbortController } from 'node:util';
import { MessageChannel, Worker, type Transferable } from 'node:worker_threads';

const file = new URL('./cancel-running.worker.ts', import.meta.url);

// #region ask
/** Starts the task, waits for its first progress, asks it in all three ways, and says how it ended. */
async function ask(look: string, awaits: boolean): Promise<string> {
  const controller = transferableAbortController();
  const { signal } = controller;
  const { port1, port2 } = new MessageChannel();
  const cells = new Int32Array(new SharedArrayBuffer(12));
  const worker = new Worker(file, {
    workerData: { look, awaits, signal, cells, side: port2 },
    transferList: [signal, port2] as unknown as Transferable[],
  });
  const ended = once(worker, 'exit');
  await once(port1, 'message'); // It runs, and has sent its first progress.

  controller.abort(); // A message to the thread.
  port1.postMessage('stop'); // A message as well.
  Atomics.store(cells, 0, 1); // Memory: there at once.
  Atomics.store(cells, 2, 1);

  const [{ end }] = (await once(port1, 'message')) as [{ end: string }];
  await ended;
  return end;
}
// #endregion ask

// #region table
const looks = ['AbortSignal', 'shared flag', 'side channel'];
const ends: string[] = [];
for (const awaits of [true, false]) {
  console.log(awaits ? 'a loop that awaits' : 'a loop without await');
  for (const look of looks) {
    const end = await ask(look, awaits);
    ends.push(end);
    console.log(`  ${look.padEnd(14)}${end}`);
  }
}
// #endregion table

// #region terminate
const { port1, port2 } = new MessageChannel();
const cells = new Int32Array(new SharedArrayBuffer(12));
const { signal } = transferableAbortController();
const worker = new Worker(file, {
  workerData: {
    look: 'shared flag',
    awaits: false,
    signal,
    cells,
    side: port2,
  },
  transferList: [signal, port2] as unknown as Transferable[],
});
await once(port1, 'message');
const code = await worker.terminate();
port1.close();
console.log(
  `terminate(): exit ${code}, after ${Atomics.load(cells, 1) > 0 ? 'part of the work' : 'nothing'}`,
);
// #endregion terminate

const [stopped, deaf] = ['stopped', 'never noticed'];
assert.deepEqual(ends, [stopped, stopped, stopped, deaf, stopped, stopped]);
assert.equal(code, 1);
