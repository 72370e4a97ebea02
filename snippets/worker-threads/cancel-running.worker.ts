/** One long task, which looks in one of three ways for a reason to stop. */
import { setImmediate as turn } from 'node:timers/promises';
import {
  receiveMessageOnPort,
  workerData,
  type MessagePort,
} from 'node:worker_threads';

export interface Task {
  look: string;
  awaits: boolean;
  signal: AbortSignal;
  /** Cell 0: stop, please. Cell 1: pieces done. Cell 2: the caller has asked. */
  cells: Int32Array;
  side: MessagePort;
}
const { look, awaits, signal, cells, side } = workerData as Task;

// #region looks
/** The ways in which a running task can learn that nobody wants its result any more. */
const looks: Record<string, () => boolean> = {
  AbortSignal: () => signal.aborted,
  'shared flag': () => Atomics.load(cells, 0) === 1,
  'side channel': () => receiveMessageOnPort(side)?.message === 'stop',
};
// #endregion looks

// #region loop
const asked = looks[look]!;
let late = 0; // Pieces after the caller has asked: a thousand are enough to call it deaf.
while (!asked() && late < 1000) {
  for (let i = 0; i < 1000; i++) Math.sqrt(i);
  const done = Atomics.add(cells, 1, 1) + 1;
  if (done === 1) side.postMessage({ progress: done }); // Goes out at once.
  late += Atomics.load(cells, 2);
  if (awaits) await turn(); // Messages come in here, and nowhere else.
}
side.postMessage({ end: late < 1000 ? 'stopped' : 'never noticed' });
// #endregion loop
side.close();
