// The life of one worker as its primary sees it: starting, serving, leaving, gone. No path goes past it.
import cluster, { type Worker } from 'node:cluster';
import { setImmediate as nextTurn } from 'node:timers/promises';

const stopLimit = Number(process.env.DEADLINE ?? 3_000); // ms for its requests
let slowest = 500; // ms of the slowest healthy start; a guess at first

// #region start
export class Member {
  state: 'starting' | 'serving' | 'leaving' | 'gone' = 'starting';
  id = 0;
  pid: number | undefined;
  /** Why it is gone. */
  end = '';
  /** It was not let finish: killed, by us or by somebody else. */
  cut = false;
  /** True when it calls itself healthy, false when it is gone before. */
  readonly healthy: Promise<boolean>;
  readonly gone: Promise<void>;
  #worker: Worker | undefined;
  #limit: NodeJS.Timeout | undefined;
  #settle = { healthy: (_: boolean): void => {}, gone: (): void => {} };

  constructor() {
    this.healthy = new Promise((done) => (this.#settle.healthy = done));
    this.gone = new Promise((done) => (this.#settle.gone = done));
    try {
      this.#watch(cluster.fork());
    } catch (error) {
      queueMicrotask(() => this.#end((error as Error).message));
    }
  }

  #watch(worker: Worker): void {
    this.#worker = worker;
    [this.id, this.pid] = [worker.id, worker.process.pid];
    const start = performance.now();
    let [served, done] = [false, false];
    // It may crash first, and it may never answer: both end the wait.
    const limit = Math.min(Math.max(4_000, 20 * slowest), 20_000);
    // Time: how long a start may take.
    this.#limit = setTimeout(() => this.#kill('not healthy in time'), limit);
    // Its message comes after its check of itself: see the worker.
    worker.on('message', (message) => {
      if (message === 'done') done = true;
      if (message !== 'healthy') return;
      slowest = Math.max(slowest, performance.now() - start);
      if (this.state !== 'starting') return; // Told to leave meanwhile.
      clearTimeout(this.#limit);
      this.state = 'serving';
      this.#settle.healthy(true);
    });
    // From here on it gets connections, before it calls itself healthy.
    worker.once('listening', () => {
      served = true;
      // Told to leave before it was there to hear it.
      if (this.state === 'leaving') worker.send('drain', () => {});
    });
    worker.once('exit', async (code, signal) => {
      // When two die at once, Node may keep this one in its list of who
      // serves the port: then the primary listens on with nobody, for ever.
      worker.disconnect();
      // Where its last words and its end meet in one turn of the loop, the
      // end comes first. (Not 'disconnect': with a connection on its way to
      // the worker that may never come.)
      await nextTurn();
      await nextTurn();
      // By its own word, not by the code: one more signal to the group may
      // meet it when it has finished and is about to end.
      this.cut = served && !done;
      this.#end(this.end || (signal ?? `exited with code ${code}`));
    });
    // fork() may fail late, without an 'exit'. Other errors are those of a
    // send() or kill() to one that has just died: its 'exit' will come.
    worker.on('error', ({ message }) => {
      if (worker.process.pid === undefined) this.#end(message);
    });
    // Without the channel it gets no more connections.
    worker.once('disconnect', () => {
      if (this.state !== 'leaving') this.#kill('');
    });
  }
  // #endregion start

  // #region leave
  /** Lets it finish what it has, and kills it at the deadline. */
  leave(): Promise<void> {
    // Twice is once, and who is gone has nothing to finish.
    if (this.state === 'leaving' || this.state === 'gone') return this.gone;
    clearTimeout(this.#limit);
    this.state = 'leaving';
    // With a callback: it may be dead, and that is no exception here.
    this.#worker?.send('drain', () => {});
    // Time: the deadline.
    this.#limit = setTimeout(
      () => this.#kill('cut at the deadline'),
      stopLimit,
    );
    return this.gone;
  }
  // #endregion leave

  #kill(why: string): void {
    this.end ||= why;
    this.#worker?.process.kill('SIGKILL');
  }

  #end(end: string): void {
    if (this.state === 'gone') return;
    clearTimeout(this.#limit);
    [this.state, this.end] = ['gone', end];
    this.#settle.healthy(false); // Says nothing where it was healthy.
    this.#settle.gone();
  }
}
