// The port over which the pool and one thread speak. It is theirs alone:
// whatever the work posts on parentPort cannot be taken for an answer.
import {
  MessageChannel,
  receiveMessageOnPort,
  type MessagePort,
  type Transferable,
} from 'node:worker_threads';
import { unpack, type Packed } from './worker-pool.error.ts';

/** What the pool adds to the workerData of its threads. */
export interface PoolData {
  poolPort: MessagePort;
  /** Number of the task that the thread begins next, in shared memory. */
  poolBegun: Int32Array;
}

/** A task. What has moved cannot be taken back. */
export type Sent = [number: number, input: unknown, moved?: true];
/** An answer; or some progress, if any, with its number a message ahead. */
export type Posted =
  | 'ready'
  | [number: number, result: unknown, error?: Packed]
  | number
  | [progress?: unknown];

/** The number of the next task. They begin again at 0 after 2^31. */
export const after = (number: number): number => (number + 1) & 0x7fffffff;

// #region port
/** What arrives, in its order. An answer that cannot be read has no number. */
export interface Listener {
  ready(): void;
  progress(number: number, value: unknown): void;
  answer(
    how: 'resolve' | 'reject',
    value: unknown,
    number: number | undefined,
  ): void;
}

/** The pool's end. */
export class Port {
  readonly other: MessagePort; // The thread's end.
  readonly #own: MessagePort;
  readonly #then: Listener;
  #progressOf: number | undefined;

  constructor(then: Listener) {
    ({ port1: this.#own, port2: this.other } = new MessageChannel());
    this.#then = then;
    this.#own.on('message', (message: Posted) => this.#take(message));
    this.#own.on('messageerror', (error) => this.#unreadable(error));
    this.#own.unref(); // The pool decides what the process waits for.
  }

  post(task: Sent, transfer: readonly Transferable[]): void {
    this.#own.postMessage(task, transfer);
  }

  /** Reads now what lies here: the event loop would hand it over later. */
  read(most = 1000): void {
    for (let i = 0; i < most; i++) {
      let got: { message: Posted } | undefined;
      try {
        got = receiveMessageOnPort(this.#own);
      } catch (error) {
        this.#unreadable(error);
        continue;
      }
      if (!got) return;
      this.#take(got.message);
    }
  }

  close(): void {
    this.#own.close();
  }

  #take(message: Posted): void {
    if (message === 'ready') return this.#then.ready();
    const progressOf = this.#progressOf;
    this.#progressOf = undefined;
    if (typeof message === 'number') this.#progressOf = message;
    else if (progressOf !== undefined) {
      if (message.length > 0) this.#then.progress(progressOf, message[0]);
    } else {
      const [number, result, error] = message as [number, unknown, Packed?];
      if (error) this.#then.answer('reject', unpack(error), number);
      else this.#then.answer('resolve', result, number);
    }
  }

  /** An answer that cannot be read here is one all the same. */
  #unreadable(error: unknown): void {
    if (this.#progressOf === undefined)
      this.#then.answer('reject', error, undefined);
    this.#progressOf = undefined;
  }
}
// #endregion port
