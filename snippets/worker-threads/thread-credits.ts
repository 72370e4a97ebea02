/**
 * Sends 400 batches to a slower thread: first as fast as `postMessage()` takes them, then with eight credits; and lets the thread
 * die while a sender waits.
 *
 * @zh 把 400 批数据发给一个更慢的线程：先是 `postMessage()` 收多快就发多快，再改成八个额度；还有发送方等待时线程死掉的情况。
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const batches = 400;
const batch = { rows: Array.from({ length: 100 }, (_, i) => i) };
const start = (): Worker =>
  new Worker(new URL('./thread-credits.worker.ts', import.meta.url));

// #region credits
/** Posts to a worker, but never more than `limit` messages that it has not done yet. */
class Credits {
  most = 0;
  #sent = 0;
  #gone: Error | undefined;
  #wake: (() => void)[] = [];
  readonly #worker: Worker;
  readonly #limit: number;

  constructor(worker: Worker, limit: number) {
    this.#worker = worker;
    this.#limit = limit;
    worker.on('message', ({ done }: { done: number }) => {
      this.#sent -= done;
      this.#wake.splice(0, done).forEach((wake) => wake());
    });
    // Whoever waits for a credit of a dead thread would wait for ever.
    worker.once('exit', (code) => {
      this.#gone = new Error(`The thread ended with ${code}.`);
      this.#wake.splice(0).forEach((wake) => wake());
    });
  }

  /** Resolves when a credit has come back, and rejects when none will. */
  async #change(): Promise<void> {
    if (this.#gone) throw this.#gone;
    await new Promise<void>((wake) => this.#wake.push(wake));
  }

  /** Resolves when the message is sent: this is where a producer is slowed down. */
  async post(message: unknown): Promise<void> {
    while (this.#sent >= this.#limit) await this.#change();
    if (this.#gone) throw this.#gone;
    // No await between the look and the step, or all who wait pass at once.
    this.#worker.postMessage(message);
    this.most = Math.max(this.most, ++this.#sent);
  }

  /** Resolves when the thread has done all that was sent. */
  async drained(): Promise<void> {
    while (this.#sent > 0) await this.#change();
  }
}
// #endregion credits

// #region use
async function send(limit: number): Promise<number> {
  const worker = start();
  const credits = new Credits(worker, limit);
  for (let i = 0; i < batches; i++) await credits.post(batch);
  await credits.drained();
  const ended = once(worker, 'exit');
  await worker.terminate();
  await ended;
  return credits.most;
}
const unbounded = await send(Infinity);
console.log(`no limit: up to ${unbounded} batches wait in the port`);
const bounded = await send(8);
console.log(`eight credits: up to ${bounded} wait`);
// #endregion use

// #region death
const worker = start();
const credits = new Credits(worker, 8);
// Eight are sent, the ninth waits, and the thread ends.
const posts = Array.from({ length: 20 }, () => credits.post(batch));
await worker.terminate();
const results = await Promise.allSettled(posts);
const refused = results.filter(({ status }) => status === 'rejected').length;
console.log(`the thread died: ${refused > 0 ? 'the rest is told' : 'nobody'}`);
// #endregion death

assert.equal(unbounded, batches, 'postMessage() never pushes back');
assert.equal(bounded, 8);
assert.ok(refused > 0);
