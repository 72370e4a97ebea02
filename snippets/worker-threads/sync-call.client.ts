/** Calls a function in a thread and waits for it without going back to the event loop. */
import {
  MessageChannel,
  receiveMessageOnPort,
  Worker,
  type MessagePort,
} from 'node:worker_threads';

export interface Call {
  id: number;
  input: number;
}
/** What both sides hold. Cell 0 counts the answers that were sent. */
export interface Shared {
  cells: Int32Array;
  port: MessagePort;
}
type Answer = { id: number; value?: number; error?: Error };

export class SyncCaller {
  readonly #cells = new Int32Array(new SharedArrayBuffer(4));
  readonly #port: MessagePort;
  readonly #worker: Worker;
  #calls = 0;

  constructor(file: URL) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#worker = new Worker(file, {
      workerData: { cells: this.#cells, port: port2 },
      transferList: [port2],
    });
    this.#worker.unref();
    port1.unref();
  }

  // #region call
  call(input: number, limit: number): number {
    const id = ++this.#calls;
    this.#port.postMessage({ id, input });
    const end = performance.now() + limit;
    for (;;) {
      // The number before the look: what comes in between is not slept over.
      const answers = Atomics.load(this.#cells, 0);
      const got = receiveMessageOnPort(this.#port)?.message as Answer;
      if (got?.id === id) {
        if (!got.error) return got.value!;
        throw Object.assign(new Error(got.error.message), got.error);
      }
      if (got) continue; // A late answer to a call that was given up.
      const left = end - performance.now();
      // A dead thread never rings, and its 'exit' cannot come while we sleep.
      if (left <= 0) throw new Error(`no answer to call ${id} in time`);
      Atomics.wait(this.#cells, 0, answers, left); // Time: the caller's limit.
    }
  }
  // #endregion call

  close(): Promise<number> {
    return this.#worker.terminate();
  }
}
