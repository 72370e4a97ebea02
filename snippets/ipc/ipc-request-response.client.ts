// Asks a child process and waits for answers: ids, time limits, and a child that dies meanwhile.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** The child ended before it answered: the work may have been done or not. */
export class ChildDied extends Error {}
export class TimedOut extends Error {}

export interface Reply {
  id: number;
  result?: unknown;
  error?: { name: string; message: string };
}

interface Waiting {
  child: ChildProcess;
  settle: (error: Error | undefined, result?: unknown) => void;
}

export class Client {
  readonly #file: URL;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ends = new Set<Promise<void>>();
  #child: ChildProcess | undefined;
  #ready: Promise<void> | undefined;
  #lastId = 0;
  #closed: Promise<void> | undefined;
  #drained = (): void => {};

  constructor(file: URL) {
    this.#file = file;
  }

  /** Requests without an answer so far. */
  get waiting(): number {
    return this.#waiting.size;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  // #region request
  request(method: string, value: unknown, limit = 10_000): Promise<unknown> {
    if (this.#closed) return Promise.reject(new Error('closed'));
    const child = (this.#child ??= this.#start());
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout;
      // How long a child takes to start is not the request's fault.
      void this.#ready!.then(() => {
        if (!this.#waiting.has(id)) return;
        // Time: the caller's limit.
        timer = setTimeout(() => {
          settle(new TimedOut(`${method}: no answer in ${limit} ms`));
        }, limit);
      });
      const settle = (error: Error | undefined, result?: unknown): void => {
        clearTimeout(timer); // Else it holds the process to the end.
        this.#waiting.delete(id); // A late answer finds nobody.
        if (error) reject(error);
        else resolve(result);
        if (this.#waiting.size === 0) this.#drained();
      };
      this.#waiting.set(id, { child, settle });
      // With a callback, a failed send is no 'error' event.
      child.send({ id, method, value }, (cause) => {
        if (!cause) return;
        this.#forget(child); // It is dead, though its end is not here yet.
        settle(new ChildDied('not sent', { cause }));
      });
    });
  }
  // #endregion request

  /** The next request starts another one. */
  #forget(child: ChildProcess): void {
    if (this.#child === child) this.#child = undefined;
  }

  // #region child
  #start(): ChildProcess {
    const child = fork(this.#file);
    const forget = (): void => this.#forget(child);
    let ready = (): void => {};
    this.#ready = new Promise((resolve) => (ready = resolve));
    // A start that hangs must not be waited for without end, either.
    let timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
    child.on('message', ({ id, result, error }: Reply) => {
      if (id === 0) {
        clearTimeout(timer);
        return ready(); // Its first word.
      }
      const failure = error && Object.assign(new Error(error.message), error);
      this.#waiting.get(id)?.settle(failure, result);
    });
    child.on('disconnect', () => {
      forget();
      clearTimeout(timer);
      // Time: without its channel it is of no use; it may clean up, briefly.
      timer = setTimeout(() => child.kill('SIGKILL'), 1000);
    });
    child.on('exit', forget);
    // #endregion child
    // #region ended
    const ended = new Promise<void>((resolve) => {
      const end = (why: string, cause?: Error): void => {
        clearTimeout(timer);
        forget();
        for (const { child: whose, settle } of this.#waiting.values())
          if (whose === child) settle(new ChildDied(why, { cause }));
        resolve();
      };
      child.on('error', (error) => {
        if (child.pid === undefined) end('cannot be started', error);
      });
      // After 'exit' the channel may still hold answers: it is read to its
      // end at 'disconnect'. ('close' does not come if we disconnect.)
      const exited = once(child, 'exit');
      void Promise.all([exited, once(child, 'disconnect')]).then(
        ([[code, signal]]) => end(`ended by ${signal ?? code}`),
        () => {}, // 'error' came instead.
      );
    });
    // #endregion ended
    this.#ends.add(ended);
    void ended.then(() => this.#ends.delete(ended));
    return child;
  }

  // #region close
  /** Takes no more requests, waits for the answers, lets the child end. */
  close(): Promise<void> {
    return (this.#closed ??= this.#end());
  }

  async #end(): Promise<void> {
    if (this.#waiting.size > 0)
      await new Promise<void>((resolve) => (this.#drained = resolve));
    if (this.#child?.connected) this.#child.disconnect();
    await Promise.all(this.#ends);
  }
  // #endregion close
}
