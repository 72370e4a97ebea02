// The life of one worker as its primary sees it: starting, serving, leaving, gone. No path goes past it.
import cluster, { type Worker } from 'node:cluster';
import { setImmediate as nextTurn } from 'node:timers/promises';

const startLimit = Number(process.env.START_LIMIT ?? 8_000);
// Shorter than the orchestrator's, which is mostly 10 to 30 s.
const deadline = Number(process.env.DEADLINE ?? 3_000);

/** What a worker says of itself, ten times a second. */
export interface Report {
  requests: number;
  answered: number;
  refused: number;
  inFlight: number;
  rss: number;
  /** It has left, and nobody waits for an answer of it. */
  done: boolean;
}

// #region member
export class Member {
  state: 'starting' | 'serving' | 'leaving' | 'gone' = 'starting';
  /** Why it is gone: "code 0", "SIGKILL", or what fork() said. */
  end = '';
  /** It served, and then it was gone before it said that it was done. */
  broken = false;
  report: Report | undefined;
  heard = performance.now();
  since = Infinity; // When it began to serve.
  readonly place: number;
  readonly release: string;
  /** True when it serves, false when it is gone without having served. */
  readonly started: Promise<boolean>;
  readonly gone: Promise<void>;
  worker: Worker | undefined;
  #limit: NodeJS.Timeout | undefined;
  #settle = { started: (_: boolean): void => {}, gone: (): void => {} };

  constructor(place: number, release: string) {
    [this.place, this.release] = [place, release];
    this.started = new Promise((done) => (this.#settle.started = done));
    this.gone = new Promise((done) => (this.#settle.gone = done));
    try {
      cluster.setupPrimary({ exec: release });
      this.worker = cluster.fork();
    } catch (error) {
      // ENOMEM, E2BIG: thrown here, and there is no process.
      queueMicrotask(() => this.#end((error as Error).message));
      return;
    }
    const { worker } = this;
    let listened = false; // It may have requests then, serving or leaving.
    worker.once('listening', () => {
      listened = true;
      this.#serve();
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
      this.broken = listened && !this.report?.done;
      this.#end(signal ?? `code ${code}`);
    });
    // EAGAIN, EMFILE: told here, without an 'exit'. Others are of a send()
    // or kill() to one that has just died: its 'exit' is on the way.
    worker.on('error', ({ message }) => {
      if (worker.process.pid === undefined) this.#end(message);
    });
    // Who lost the channel gets no more connections: not a worker any more.
    worker.once('disconnect', () => this.asked || this.kill());
    worker.on('message', (report: Report) => {
      [this.report, this.heard] = [report, performance.now()];
    });
    // Time: how long a start may take.
    this.#limit = setTimeout(() => this.kill(), startLimit);
  }

  /** How many requests it had, by its last report. */
  get inHand(): number {
    return this.report?.inFlight ?? 0;
  }

  /** The primary wants it to go. */
  get asked(): boolean {
    return this.state === 'leaving' || this.state === 'gone';
  }

  #serve(): void {
    if (this.state !== 'starting') {
      // Told to go meanwhile; it may not have been there yet to hear it.
      this.worker?.send('retire', () => {});
      return;
    }
    clearTimeout(this.#limit);
    this.since = this.heard = performance.now();
    this.state = 'serving';
    this.#settle.started(true);
  }

  /** Asks it to finish what it has. What is left at the deadline is cut. */
  leave(): Promise<void> {
    if (this.asked) return this.gone;
    clearTimeout(this.#limit);
    this.state = 'leaving';
    // With a callback: it may be dead, and that is no exception here.
    this.worker?.send('retire', () => {});
    // Time: the deadline.
    this.#limit = setTimeout(() => this.kill(), deadline);
    return this.gone;
  }

  kill(): void {
    this.worker?.process.kill('SIGKILL');
  }

  #end(end: string): void {
    if (this.state === 'gone') return;
    clearTimeout(this.#limit);
    [this.state, this.end] = ['gone', end];
    this.#settle.started(false); // Says nothing where it has served.
    this.#settle.gone();
  }
}
// #endregion member
