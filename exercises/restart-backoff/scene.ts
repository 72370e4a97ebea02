import { spawn, type ChildProcess } from 'node:child_process';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { story } from '../kit/story.ts';
import { until } from '../kit/until.ts';
import type { Kept, Options } from './skeleton.ts';

export interface Solution {
  keepAlive: (options: Options) => Kept;
}

/** What a start gives. */
export type Start =
  | 'lives'
  /** A process of its own holds its stdout. */
  | 'lives, its pipe held'
  | 'polite'
  | 'stubborn'
  | 'not there'
  | 'throws';

/** A call of sleep(). */
export interface Sleep {
  ms: number;
  is: 'waiting' | 'over' | 'aborted';
  end(): void;
}

/** What random() gives, over and over. */
const fractions = [0.5, 0.25, 0.999, 0, 0.75];

const file = fileURLToPath(new URL('./child.ts', import.meta.url));
const programs: Record<Exclude<Start, 'throws'>, [string, string[]]> = {
  // A line on its stdin tells it how to end.
  lives: ['sh', ['-c', 'read code; exit $code']],
  'lives, its pipe held': ['sh', ['-c', 'sleep 1000 & read code; exit $code']],
  polite: [process.execPath, [file, 'polite']],
  stubborn: [process.execPath, [file, 'stubborn']],
  'not there': ['/no/such/program', []],
};

/** Longer than any pause: so the judge knows a sleep by its length. */
const [steadyAfter, grace] = [60_000_000, 70_000_000];

export const isThere = (child: ChildProcess): boolean =>
  child.pid !== undefined && child.exitCode === null && child.signalCode === null;

/** One keepAlive(), its children and its time. */
export class Scene {
  readonly children: ChildProcess[] = [];
  readonly sleeps: Sleep[] = [];
  readonly kept: Kept;
  /** How often start() was called. */
  starts = 0;
  /** What the next start gives. */
  next: Start;
  /** Done inside the next start(). */
  inStart: (() => void) | undefined;
  /** Gets the next child before anybody else does. */
  onStart: ((child: ChildProcess) => void) | undefined;
  /** How it ended. */
  ended: string | undefined;
  /** How often it must have been called. */
  #due = 0;
  #most = 0;
  #asked = 0;
  #pauses = 0;
  readonly #firstPause: number;
  readonly #longestPause: number;

  constructor(
    { keepAlive }: Solution,
    {
      attempts = 1000,
      firstPause = 100,
      longestPause = 5000,
      next = 'lives' as Start,
      told = true,
    } = {},
  ) {
    this.#firstPause = firstPause;
    this.#longestPause = longestPause;
    this.next = next;
    story.begin();
    const given = `{ attempts: ${attempts}, firstPause: ${firstPause}, longestPause: ${longestPause}, … }`;
    story.step(`keepAlive(${given})`, `keepAlive(${given})`);
    if (told) this.#tellNext();
    this.kept = keepAlive({
      start: () => this.#start(),
      sleep: (ms, signal) => this.#sleep(ms, signal),
      random: () => fractions[this.#asked++ % fractions.length]!,
      firstPause,
      longestPause,
      steadyAfter,
      attempts,
      grace,
    });
    void this.kept.ended.then((how) => (this.ended = how));
  }

  #start(): ChildProcess {
    this.starts++;
    this.inStart?.();
    if (this.next === 'throws') throw new Error('cannot be started');
    const [command, args] = programs[this.next];
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit', 'ipc'] });
    child.stdin!.on('error', () => {});
    this.children.push(child);
    this.onStart?.(child);
    this.#most = Math.max(this.#most, this.children.filter(isThere).length);
    return child;
  }

  #sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const one: Sleep = {
        ms,
        is: 'waiting',
        end: () => {
          if (one.is !== 'waiting') return;
          one.is = 'over';
          resolve();
        },
      };
      const abort = (): void => {
        if (one.is !== 'waiting') return;
        one.is = 'aborted';
        reject(signal.reason as Error);
      };
      this.sleeps.push(one);
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    });
  }

  #tellNext(): void {
    if (this.next === 'throws') story.step('start() throws', 'start() 抛错');
    if (this.next === 'not there')
      story.step(
        'start() gives a child whose program does not exist',
        'start() 返回的子进程，它的程序不存在',
      );
  }

  get child(): ChildProcess {
    return this.children.at(-1)!;
  }

  #waiting(ms: number): Sleep | undefined {
    return this.sleeps.find((one) => one.is === 'waiting' && one.ms === ms);
  }

  /** The pause that it waits for now. */
  get pause(): Sleep | undefined {
    return this.sleeps.find(({ is, ms }) => is === 'waiting' && ms !== steadyAfter && ms !== grace);
  }

  get graces(): Sleep[] {
    return this.sleeps.filter(({ ms }) => ms === grace);
  }

  /** Waits for the next start. */
  async started(): Promise<void> {
    this.#due++;
    story.expect('it calls start()', '它调用 start()');
    await until(() => this.starts >= this.#due || this.ended !== undefined);
    // A start that fails may be the last one.
    if (this.starts < this.#due) this.mustGoOn();
    this.mustBeAlone();
  }

  /** It has not ended. */
  mustGoOn(): void {
    story.must(
      this.ended === undefined,
      `ended resolved with '${this.ended}'`,
      `ended 以 '${this.ended}' 完成`,
    );
  }

  /** As many starts as there had to be, and never two children at once. */
  mustBeAlone(): void {
    story.must(
      this.starts === this.#due,
      `start() was called ${this.starts} times`,
      `start() 被调用了 ${this.starts} 次`,
    );
    story.must(
      this.#most <= 1,
      `${this.#most} children were there`,
      `同时有 ${this.#most} 个子进程`,
    );
  }

  /** Waits for a pause after a failure. @param failures - Where it is given, how long the pause is counts as well. */
  async paused(failures?: number): Promise<Sleep> {
    const fraction = fractions[this.#pauses++ % fractions.length]!;
    const most = Math.min(this.#longestPause, this.#firstPause * 2 ** ((failures ?? 1) - 1));
    if (failures === undefined)
      story.expect('it calls sleep() for a pause', '它为停顿调用 sleep()');
    else
      story.expect(
        `after failure ${failures} in a row it calls sleep(${fraction * most}): random() gives ${fraction}, of at most ${most}`,
        `连续第 ${failures} 次失败之后，它调用 sleep(${fraction * most})：random() 给出 ${fraction}，上限 ${most}`,
      );
    await until(
      () => this.pause !== undefined || this.starts > this.#due || this.ended !== undefined,
    );
    this.mustGoOn();
    this.mustBeAlone();
    const { pause } = this;
    if (failures !== undefined)
      story.must(
        Math.abs(pause!.ms - fraction * most) <= 1,
        `it called sleep(${pause!.ms})`,
        `它调用了 sleep(${pause!.ms})`,
      );
    return pause!;
  }

  /** Ends the pause, and waits for the next start. */
  async goOn(next: Start = 'lives'): Promise<void> {
    const { pause } = this;
    this.next = next;
    story.step('the pause is over', '停顿结束');
    this.#tellNext();
    pause!.end();
    await this.started();
  }

  /** Waits for the sleep of a child that lives, and ends it. */
  async steady(): Promise<void> {
    story.expect('sleep(steadyAfter) is called', 'sleep(steadyAfter) 被调用');
    await until(() => this.#waiting(steadyAfter) !== undefined);
    story.step(
      'sleep(steadyAfter) is over, the child lives',
      'sleep(steadyAfter) 结束，子进程还活着',
    );
    this.#waiting(steadyAfter)!.end();
    await turns();
  }

  exits(code: number): void {
    story.step(`the child exits with ${code}`, `子进程以 ${code} 退出`);
    this.child.stdin!.end(`${code}\n`);
  }

  killed(): void {
    story.step('the child is killed by SIGKILL', '子进程被 SIGKILL 杀死');
    // By its number: it is somebody else.
    process.kill(this.child.pid!, 'SIGKILL');
  }

  /** Waits for a word of a child. */
  async says(word: string): Promise<void> {
    let said = '';
    const { child } = this;
    child.stdout!.on('data', (data: Buffer) => (said += data.toString()));
    await until(() => said.includes(word) || !isThere(child));
  }

  /** Calls stop(). */
  stop(): Promise<void> {
    return this.kept.stop();
  }

  /** After stop(): nothing is left, and nothing comes. */
  async over(stopped: Promise<unknown>, how = 'stopped'): Promise<void> {
    const count = this.starts;
    story.expect('stop() resolves', 'stop() 完成');
    await stopped;
    await this.#nothingMore(count, this.children.filter(isThere).length);
    story.expect(`ended resolves with '${how}'`, `ended 以 '${how}' 完成`);
    story.must(this.ended === how, `ended is ${this.ended}`, `ended 是 ${this.ended}`);
  }

  /** Waits for `ended`, without stop(). */
  async gaveUp(): Promise<void> {
    story.expect(
      "ended resolves with 'gave up', without another pause",
      "ended 以 'gave up' 完成，不再停顿",
    );
    await until(
      () => this.ended !== undefined || this.pause !== undefined || this.starts > this.#due,
    );
    story.must(
      this.pause === undefined,
      `it called sleep(${this.pause?.ms})`,
      `它调用了 sleep(${this.pause?.ms})`,
    );
    await this.#nothingMore(this.#due, this.children.filter(isThere).length);
    story.expect("ended resolves with 'gave up'", "ended 以 'gave up' 完成");
    story.must(this.ended === 'gave up', `ended is ${this.ended}`, `ended 是 ${this.ended}`);
  }

  async #nothingMore(starts: number, left: number): Promise<void> {
    story.expect('no child is left then', '这时没有子进程了');
    story.must(left === 0, `children that are alive: ${left}`, `还活着的子进程：${left} 个`);
    await turns();
    story.expect('nothing is started any more', '不再启动什么');
    story.must(this.starts === starts, 'start() was called again', 'start() 又被调用了');
    story.expect('every sleep is over or aborted', '每个 sleep 都已结束或中断');
    const waiting = this.sleeps.filter(({ is }) => is === 'waiting').length;
    story.must(
      waiting === 0,
      `sleeps that still wait: ${waiting}`,
      `还在等的 sleep：${waiting} 个`,
    );
  }
}

/** Some turns of the event loop: what was begun in this one has its consequences. */
export async function turns(): Promise<void> {
  for (let n = 0; n < 5; n++) await turn();
}
