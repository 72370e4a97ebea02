// One attack of pool-under-attack.ts: does what the plan says, and looks at
// what must hold, whatever was done.
import { subscribe } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';
import { WorkerPool } from './worker-pool.pool.ts';
import { patient, type Plan, type Step } from './pool-under-attack.plan.ts';
import {
  exits,
  goOn,
  hangs,
  how,
  served,
  throws,
  toFail,
  type Input,
} from './pool-under-attack.cells.ts';

type End = { value: unknown } | { error: NodeJS.ErrnoException };
/** One call of run(), and what became of it. */
interface Call {
  id: number;
  work: string;
  closed: boolean; // The pool was, when it was asked.
  end?: End;
  settled: Promise<void>;
  controller: AbortController;
  heard: number[];
}
/** What happened in all attacks, for who wants to know. */
export const totals = { calls: 0, answered: 0, started: 0 };

/** Whose pool it is that starts a thread right now. */
let starting: Set<Worker> | undefined;
subscribe('worker_threads', (message) => {
  const { worker } = message as { worker: Worker };
  const threads = starting?.add(worker);
  worker.once('exit', () => threads?.delete(worker));
});

/** false where it has not settled in time. */
async function within(ms: number, promise: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((go) => {
    // Time: the limit of what must settle.
    timer = setTimeout(go, ms, false);
  });
  const settled = promise.then(
    () => true,
    () => true,
  );
  const won = await Promise.race([settled, late]);
  clearTimeout(timer);
  return won;
}

export class Attack {
  readonly #plan: Plan;
  readonly #pool: WorkerPool<Input, unknown>;
  readonly #problems: string[] = [];
  readonly #calls: Call[] = [];
  readonly #ends = new Map<string, Promise<unknown>>();
  readonly #starts = new Int32Array(new SharedArrayBuffer(16));
  readonly #begun = new Int32Array(new SharedArrayBuffer(400));
  readonly #alive = new Set<Worker>();
  readonly #deadline: number;
  #shared = new AbortController();
  #constructorFails = 0;
  #closing = false;
  #destroyed = false;
  #wild = false; // Something may crash that belongs to no task any more.

  /** @param deadline - Milliseconds until what is pending counts as lost. */
  constructor(plan: Plan, file: URL, deadline: number) {
    const { size, inFlight, maxQueue, timeLimit, startLimit } = plan;
    [this.#plan, this.#deadline] = [plan, deadline];
    const starts = (): void => {
      starting = this.#alive;
      if (this.#constructorFails-- > 0) throw new Error('EAGAIN');
    };
    this.#pool = new WorkerPool(file, {
      // Time: limits are among what is attacked.
      ...{ size, inFlight, maxQueue, timeLimit, startLimit },
      worker: {
        execArgv: [],
        workerData: { starts: this.#starts },
        resourceLimits: { stackSizeMb: plan.stackSizeMb },
        /** Read whenever a thread is started. */
        get trackUnmanagedFds(): boolean {
          starts();
          return true;
        },
      },
    });
  }

  /** @returns what did not hold. */
  async run(): Promise<string[]> {
    const uncaught = (error: Error): void => {
      this.#problems.push(`uncaught: ${error.stack}`);
    };
    process.on('uncaughtException', uncaught);
    for (const step of this.#plan.steps) await this.#do(step);
    await this.#finish();
    for (const call of this.#calls) this.#check(call);
    this.#checkPool();
    process.off('uncaughtException', uncaught);
    totals.calls += this.#calls.length;
    totals.answered += this.#pool.stats.completed;
    totals.started += this.#pool.stats.started;
    return this.#problems;
  }

  // #region do
  async #do(step: Step): Promise<unknown> {
    switch (step.do) {
      case 'run':
        return this.#call(step.work, step.signal === 'shared');
      case 'abort':
        return this.#abort(this.#calls[step.which % this.#calls.length]);
      case 'abort all':
        this.#shared.abort(new Error('all aborted'));
        this.#shared = new AbortController();
        return;
      case 'fail starts':
        if (step.how === 'constructor') this.#constructorFails = step.times;
        else this.#failStarts(step.how === 'exit' ? exits : throws, step.times);
        return;
      case 'hang a start':
        return this.#failStarts(hangs, 1);
      case 'block':
        // Time: a busy main thread is one of the faults.
        for (const end = performance.now() + step.ms; performance.now() < end;);
        return;
      case 'wait':
        return this.#wait(step.for);
      default:
        return this.#end(step.do);
    }
  }

  #failStarts(fault: number, times: number): void {
    Atomics.store(this.#starts, how, fault);
    Atomics.store(this.#starts, toFail, times);
  }

  #abort(call: Call | undefined): void {
    call?.controller.abort(new Error(`${call.id} aborted`));
  }

  #wait(what: (Step & { do: 'wait' })['for']): Promise<unknown> | undefined {
    if (what === 'microtask') return Promise.resolve();
    if (what === 'turn') return new Promise((done) => setImmediate(done));
    const open = this.#calls.filter(({ end }) => !end);
    const next = open.map(({ settled }) => settled);
    if (next.length === 0) return undefined;
    // Waits: for the event, and no longer where nobody promises that it comes.
    if (what === 'begin') return within(5, this.#begins());
    return within(50, Promise.race(next));
  }

  async #begins(): Promise<void> {
    const sum = (): number => this.#begun.reduce((a, b) => a + b, 0);
    const before = sum();
    for (let i = 0; i < 100 && sum() === before; i++)
      await new Promise((done) => setImmediate(done));
  }

  #end(how: 'room' | 'close' | 'dispose' | 'destroy'): void {
    if (how !== 'room') this.#closing = true;
    if (how === 'destroy') this.#destroyed = true;
    const ended = {
      room: () => this.#pool.room(),
      close: () => this.#pool.close(),
      dispose: () => this.#pool[Symbol.asyncDispose](),
      destroy: () => this.#pool.destroy(),
    }[how]();
    this.#ends.set(`${how} ${this.#ends.size}`, ended);
  }
  // #endregion do

  // #region call
  #call(work: string, shared: boolean): void {
    const id = this.#calls.length;
    if (id >= this.#begun.length) return;
    if (/afterwards/.test(work)) this.#wild = true;
    const controller = shared ? this.#shared : new AbortController();
    const call: Call = {
      ...{ id, work, controller, heard: [], closed: this.#closing },
      settled: Promise.resolve(),
    };
    this.#calls.push(call);
    const open = this.#calls.filter(({ end }) => !end).length - 1;
    const bytes = new Uint8Array(1);
    const input: Input = [work, id, this.#begun, ...this.#extra(call, bytes)];
    const options = {
      signal: controller.signal,
      transfer: work === 'move its input' ? [bytes.buffer] : [],
      onProgress: (value: number) => call.heard.push(value),
    };
    call.settled = this.#pool.run(input, options).then(
      (value) => {
        if (call.closed) this.#problems.push(`${id} was taken after the close`);
        if (call.end) this.#problems.push(`${id} settled twice`);
        call.end = { value };
      },
      (error: NodeJS.ErrnoException) => {
        const { size, inFlight, maxQueue } = this.#plan;
        if (
          error?.code === 'ERR_POOL_FULL' &&
          open < size * inFlight + maxQueue
        )
          this.#problems.push(`${id} found no room, with ${open} open`);
        if (call.end) this.#problems.push(`${id} settled twice`);
        call.end = { error };
      },
    );
  }

  #extra({ work, controller }: Call, bytes: Uint8Array): unknown[] {
    const when = (read: () => void): unknown[] => [
      {
        get now() {
          read();
          return 1;
        },
      },
    ];
    switch (work) {
      case 'move its input':
        return [bytes];
      case 'get an input that cannot be cloned':
        return [() => 1];
      case 'get one that cannot be read': {
        let deep: unknown[] = [];
        for (let i = 0; i < 2500; i++) deep = [deep];
        return [deep];
      }
      case 'abort in a getter':
        return when(() => controller.abort(new Error('aborted in a getter')));
      case 'call run() in a getter':
        return when(() => this.#call('answer', false));
      case 'throw in a getter':
        return when(() => {
          throw new Error('thrown in a getter');
        });
      default:
        return [];
    }
  }
  // #endregion call

  // #region finish
  /** All that has an end must come to it; what has none is aborted. */
  async #finish(): Promise<void> {
    const endless = ['block for ever', 'never answer'];
    for (const call of this.#calls)
      if (endless.includes(call.work) && !call.end) this.#abort(call);
    if (this.#plan.startLimit === patient) Atomics.store(this.#starts, goOn, 1);
    Atomics.notify(this.#starts, goOn);
    this.#end('close');
    const calls = this.#calls.map(
      ({ id, settled }) => [`task ${id}`, settled] as const,
    );
    for (const [what, promise] of [...calls, ...this.#ends]) {
      if (await within(this.#deadline, promise)) continue;
      this.#problems.push(`${what} pends`);
      await within(this.#deadline, this.#pool.destroy());
      return;
    }
    const { size } = this.#alive;
    if (size > 0) this.#problems.push(`${size} threads are left`);
  }

  #checkPool(): void {
    const { completed } = this.#pool.stats;
    const answered = this.#calls.filter(({ end }) => end && 'value' in end);
    if (completed !== answered.length)
      this.#problems.push(`${answered.length} answered, ${completed} counted`);
  }

  #check({ id, work, closed, end, controller, heard }: Call): void {
    if (!end) return; // It pends, which is told already.
    const times = Atomics.load(this.#begun, id);
    const wrong = (what: string): void => {
      this.#problems.push(`${id} (${work}) ${what}, begun ${times} times`);
    };
    if (times > 1) wrong('ran twice');
    const values = heard.join();
    if ('value' in end) {
      if (times !== 1) wrong('was answered without having begun');
      const value =
        work === 'move its input' && end.value instanceof Uint8Array
          ? end.value[0]
          : end.value;
      if (value !== id) wrong(`got ${String(value)}`);
      if (/^tell its/.test(work) && values !== '1,2,3') wrong(`told ${values}`);
      return;
    }
    const { error } = end;
    if (error === controller.signal.reason) return;
    const { name, code, message } = error;
    const mine: Record<string, boolean> = {
      ERR_POOL_FULL: times === 0,
      ERR_POOL_CLOSED: this.#destroyed || closed,
      ERR_POOL_START: this.#mayGiveUp,
      // What has moved cannot be sent to another thread: it counts as begun.
      ERR_POOL_TIME:
        this.#plan.timeLimit < Infinity &&
        (times === 1 || work === 'move its input'),
      ERR_POOL_EXIT:
        (times === 1 && (work === 'exit' || this.#wild)) ||
        (work === 'move its input' && this.#wild),
      E_OWN: /^throw/.test(work) && message === `${id}` && name !== 'Error',
    };
    const theirs: Record<string, boolean> = {
      DataCloneError: /cannot be cloned/.test(work),
      RangeError: /cannot be read|unreadable|odd/.test(work),
      Error: message === 'thrown in a getter',
    };
    if (!(mine[String(code)] ?? theirs[name])) wrong(`was rejected: ${error}`);
  }

  /** After three failed starts. What is slow may count as one of them. */
  get #mayGiveUp(): boolean {
    const failed =
      this.#pool.stats.started - Atomics.load(this.#starts, served);
    return failed >= 3 || this.#plan.startLimit < patient;
  }
  // #endregion finish
}
